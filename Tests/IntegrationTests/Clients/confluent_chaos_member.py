"""A member of a consumer group that may be killed at any time: reads what it is assigned, commits about
once a second, and appends what happened to its journal. Once its input ends it goes on until the group
has committed the end of every partition.

Times are milliseconds of the machine's monotonic clock. The journal has these lines:
    b                            a life begins
    s partition offset time      assigned; the group's offset, 0 if there is none, asked for at that time
    d partition first last       records given, one after the other
    t partition offset time      a commit is sent
    c partition offset time      the commit that was sent last for the partition is acknowledged
    l partition offset time      at the end: the group's offset, asked for at that time
    n                            the client was lost (see lost_client.py): this life ends
    e partition text             an error that a client cannot mend

usage: confluent_chaos_member.py servers topic partitions group journal
"""
import os
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from lost_client import Watch

servers, topic, count, group, path = sys.argv[1:6]
count = int(count)
COMMIT_SECONDS = 1
END_SECONDS = 120
LASTING = {
    KafkaError._AUTO_OFFSET_RESET, KafkaError._LOG_TRUNCATION, KafkaError.OFFSET_OUT_OF_RANGE,
    KafkaError._FATAL, KafkaError._BAD_MSG,
}

ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
# Each line is written by itself, at once: the process may be killed, its file stays.
journal = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
# By partition: the first offset not yet noted as given, the next to be read, the last one committed.
noted = {}
positions = {}
committed = {}


def write(text):
    os.write(journal, text.encode() + b"\n")


def now():
    return time.monotonic() * 1000


def end_if_lost():
    watch = Watch(servers)
    while True:
        time.sleep(1)
        if watch.is_lost():
            write("n")
            os._exit(3)


def look(consumer, partitions):
    """The group's offsets, and when they were asked for; tries until it is told."""
    while True:
        asked = now()
        try:
            found = consumer.committed(
                [TopicPartition(topic, partition) for partition in partitions], timeout=5)
            if all(place.error is None for place in found):
                return {place.partition: place.offset for place in found}, asked
        except KafkaException:
            pass
        time.sleep(0.1)


def assigned(consumer, partitions):
    numbers = [partition.partition for partition in partitions]
    found, asked = look(consumer, numbers) if numbers else ({}, 0)
    for number in numbers:
        start = max(found[number], 0)
        write("s %d %d %d" % (number, start, asked))
        noted[number] = positions[number] = committed[number] = start
    consumer.assign([TopicPartition(topic, number, positions[number]) for number in numbers])


def revoked(consumer, partitions):
    commit(consumer)
    forget()


def forget(*_):
    note_given()
    for map in (noted, positions, committed):
        map.clear()


def note_given():
    for number, position in positions.items():
        if position > noted[number]:
            write("d %d %d %d" % (number, noted[number], position - 1))
            noted[number] = position


def commit(consumer):
    note_given()
    new = [number for number in positions if positions[number] > committed[number]]
    if not new:
        return
    sent = now()
    for number in new:
        write("t %d %d %d" % (number, positions[number], sent))
    try:
        answers = consumer.commit(
            offsets=[TopicPartition(topic, number, positions[number]) for number in new],
            asynchronous=False)
    except KafkaException:
        return
    told = now()
    for answer in answers:
        if answer.error is None:
            write("c %d %d %d" % (answer.partition, answer.offset, told))
            committed[answer.partition] = answer.offset


def take(message):
    error = message.error()
    if error is not None:
        if error.code() in LASTING:
            write("e %d %s" % (message.partition(), error))
        return
    number = message.partition()
    if number not in positions:
        return
    if message.offset() != positions[number]:
        note_given()
        noted[number] = message.offset()
    positions[number] = message.offset() + 1


def all_is_committed(consumer):
    try:
        ends = [
            consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=5)[1]
            for number in range(count)]
    except KafkaException:
        return False
    found, asked = look(consumer, range(count))
    if any(found[number] < ends[number] for number in range(count)):
        return False
    for number in range(count):
        write("l %d %d %d" % (number, found[number], asked))
    return True


write("b")
threading.Thread(target=end_if_lost, daemon=True).start()
consumer = Consumer({
    "bootstrap.servers": servers, "group.id": group, "enable.auto.commit": False,
    "auto.offset.reset": "error", "log_level": 2, "check.crcs": True, "session.timeout.ms": 6000,
    "heartbeat.interval.ms": 1000, "reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 1000,
    "socket.timeout.ms": 10000, "socket.connection.setup.timeout.ms": 5000,
    "topic.metadata.refresh.interval.ms": 5000, "topic.metadata.refresh.fast.interval.ms": 100,
    "fetch.error.backoff.ms": 100, "fetch.wait.max.ms": 200,
})
consumer.subscribe([topic], on_assign=assigned, on_revoke=revoked, on_lost=forget)
print("joins", flush=True)
next_commit = time.monotonic() + COMMIT_SECONDS
deadline = None
while True:
    message = consumer.poll(0.2)
    if message is not None:
        take(message)
    if time.monotonic() < next_commit:
        continue
    commit(consumer)
    next_commit = time.monotonic() + COMMIT_SECONDS
    if not ended.is_set():
        continue
    deadline = deadline or time.monotonic() + END_SECONDS
    if all_is_committed(consumer) or time.monotonic() > deadline:
        break
# The end of the process does for the client what closing it would, even for one that cannot be closed.
os._exit(0)
