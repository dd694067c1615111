"""Reads every partition from its beginning, and keeps a journal of what it saw; once its input ends
it goes on to the end of each partition and stops there.

The journal has a line for each record, one for each error that a client cannot mend, and one for each
time that the client was lost (see lost_client.py) and another took its place:
    r partition offset producer number
    e partition text
    n text

usage: confluent_chaos_consumer.py servers topic partitions journal [name=value …]
"""
import os
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from lost_client import Watch

servers, topic, count, path = sys.argv[1:5]
count = int(count)
settings = dict(argument.split("=", 1) for argument in sys.argv[5:])
END_SECONDS = 120

ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
journal = open(path, "w")
positions = [0] * count
LASTING = {
    KafkaError._AUTO_OFFSET_RESET, KafkaError._LOG_TRUNCATION, KafkaError.OFFSET_OUT_OF_RANGE,
    KafkaError._FATAL, KafkaError._BAD_MSG,
}


def start():
    consumer = Consumer({
        "bootstrap.servers": servers, "group.id": "chaos", "enable.auto.commit": False,
        "auto.offset.reset": "error", "log_level": 2, "check.crcs": True,
        "reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 1000, "socket.timeout.ms": 10000,
        "socket.connection.setup.timeout.ms": 5000, "topic.metadata.refresh.interval.ms": 5000,
        "topic.metadata.refresh.fast.interval.ms": 100, "fetch.error.backoff.ms": 100,
        "fetch.wait.max.ms": 200, **settings,
    })
    consumer.assign([
        TopicPartition(topic, partition, position) for partition, position in enumerate(positions)])
    return consumer


consumer = start()
watch = Watch(servers)
lost = []
print("reads", flush=True)


def take(messages):
    lines = []
    for message in messages:
        error = message.error()
        if error is not None:
            if error.code() in LASTING:
                lines.append("e %d %s\n" % (message.partition(), error))
            continue
        producer, number = message.value().split(b" ", 2)[:2]
        lines.append("r %d %d %s %d\n" % (
            message.partition(), message.offset(), producer.decode(), int(number)))
        positions[message.partition()] = message.offset() + 1
    journal.write("".join(lines))


def replace_if_lost():
    global consumer
    if not watch.is_lost():
        return
    journal.write("n %s at %s\n" % (time.strftime("%T"), positions))
    journal.flush()
    # It is kept, for closing it may never return.
    lost.append(consumer)
    consumer = start()


def end_of(partition, deadline):
    while True:
        try:
            return consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)[1]
        except KafkaException as failure:
            replace_if_lost()
            if time.monotonic() > deadline:
                journal.write("e %d the end is not told: %s\n" % (partition, failure))
                return 0


while not ended.is_set():
    take(consumer.consume(1000, 0.2))
    replace_if_lost()
deadline = time.monotonic() + END_SECONDS
ends = [end_of(partition, deadline) for partition in range(count)]
while any(position < end for position, end in zip(positions, ends)):
    if time.monotonic() > deadline:
        break
    take(consumer.consume(5000, 0.5))
    replace_if_lost()
journal.close()
print("read %d of %d" % (sum(positions), sum(ends)), flush=True)
# A lost client cannot be closed, and to brokers the end of a process is as good.
os._exit(0)
