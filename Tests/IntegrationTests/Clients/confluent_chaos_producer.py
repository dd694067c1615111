"""Writes numbered records to every partition until its input ends, and keeps a journal of what was
acknowledged; then waits until everything that it sent is.

A record is "producer number padding", its numbers count from 0 in each partition. Partitions do not
wait for each other: each has a bounded number of records under way. The journal has a line for each
answer:
    a partition number offset milliseconds    acknowledged (offset -1: not told)
    f partition number text                   given up
    x text                                    the producer cannot go on
and at the end, for each partition, how many records were sent: s partition count

usage: confluent_chaos_producer.py servers topic partitions producer journal [name=value …]
The setting "rate" is the number of records in a second, all others go to librdkafka.
"""
import sys
import threading
import time

from confluent_kafka import KafkaException, Producer

servers, topic, count, name, path = sys.argv[1:6]
count = int(count)
settings = dict(argument.split("=", 1) for argument in sys.argv[6:])
rate = float(settings.pop("rate", "100"))
UNDER_WAY = 100
FLUSH_SECONDS = 120

ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
journal = open(path, "w")
sent = [0] * count
open_records = [0] * count
fatal = []


def note_error(error):
    if error.fatal():
        fatal.append(str(error))
        journal.write("x %s\n" % error)


def report(number):
    def delivered(error, message):
        partition = message.partition()
        open_records[partition] -= 1
        if error is None:
            offset = message.offset()
            journal.write("a %d %d %d %d\n" % (
                partition, number, -1 if offset is None or offset < 0 else offset,
                time.monotonic() * 1000))
        else:
            journal.write("f %d %d %s\n" % (partition, number, error))
    return delivered


producer = Producer({
    "bootstrap.servers": servers, "enable.idempotence": True, "acks": "all",
    "message.timeout.ms": 0, "linger.ms": 5, "batch.num.messages": 50,
    "reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 1000, "retry.backoff.ms": 50,
    "retry.backoff.max.ms": 500, "socket.timeout.ms": 10000, "request.timeout.ms": 8000,
    "socket.connection.setup.timeout.ms": 5000, "topic.metadata.refresh.interval.ms": 5000,
    "topic.metadata.refresh.fast.interval.ms": 100, "log_level": 2, "error_cb": note_error,
    **settings,
})
print("writes", flush=True)
begun = flushed = time.monotonic()
total = first = 0
while not ended.is_set() and not fatal:
    due = int((time.monotonic() - begun) * rate)
    idle = True
    first = (first + 1) % count
    for partition in list(range(first, count)) + list(range(first)):
        if total >= due or open_records[partition] >= UNDER_WAY:
            continue
        number = sent[partition]
        value = b"%s %d %s" % (name.encode(), number, b"x" * (number * 37 % 300))
        try:
            producer.produce(topic, value, partition=partition, on_delivery=report(number))
        except BufferError:
            break
        except KafkaException as failure:
            fatal.append(str(failure))
            journal.write("x %s\n" % failure)
            break
        sent[partition] += 1
        open_records[partition] += 1
        total += 1
        idle = False
    # What could not be sent in time is not made up for: time goes on.
    if total < due - rate:
        begun = time.monotonic() - total / rate
    producer.poll(0.01 if idle else 0)
    if time.monotonic() - flushed > 1:
        journal.flush()
        flushed = time.monotonic()
if not fatal:
    producer.flush(FLUSH_SECONDS)
for partition in range(count):
    journal.write("s %d %d\n" % (partition, sent[partition]))
journal.close()
print("sent %d, open %d" % (total, sum(open_records)), flush=True)
