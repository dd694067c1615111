"""Creates a topic, writes to it, deletes it and creates it again, without end; when asked to rest (see
resting.py) it first reads what is there.

Each topic of that name is a generation with a topic id of its own, and its records tell the generation.
The journal has these lines:
    c generation                              created
    u generation                              may have been deleted by an earlier request that came late
    a generation partition number offset      acknowledged
    r generation partition offset written-in number    read when all was well
    v generation                              all of it has been read
    x text                                    the client cannot go on

usage: confluent_chaos_renewer.py servers topic journal
"""
import collections
import os
import sys
import time

from confluent_kafka import (
    Consumer, KafkaError, KafkaException, Producer, TopicCollection, TopicPartition)
from confluent_kafka.admin import AdminClient, NewTopic

from resting import Orders

servers, topic, path = sys.argv[1:4]
PARTITIONS = 3
RECORDS = 30
# Replicas of brokers that stand still keep a name until their sessions have ended.
FREE_SECONDS = 90
# A request of a closed connection may still arrive: TCP goes on to deliver it.
LATE_SECONDS = 60
READ_SECONDS = 60
COMMON = {
    "bootstrap.servers": servers, "log_level": 2, "reconnect.backoff.ms": 50,
    "reconnect.backoff.max.ms": 1000, "socket.timeout.ms": 10000,
    "socket.connection.setup.timeout.ms": 5000,
}
REFUSED = {
    KafkaError.NOT_CONTROLLER, KafkaError.INVALID_REPLICATION_FACTOR,
    KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError.TOPIC_ALREADY_EXISTS,
}

journal = open(path, "w", buffering=1)
orders = Orders()
identities = set()
uncertain_until = 0


def give_up(text):
    journal.write("x %s\n" % text)
    os._exit(1)


def ask(request):
    """The code of the answer to an administrator's request; 0 if it was done."""
    # A new client each time: one that knows an old controller would stick to it.
    admin = AdminClient(COMMON)
    try:
        request(admin)[topic].result(20)
        return 0
    except KafkaException as failure:
        return failure.args[0].code()
    except Exception:
        return KafkaError._TIMED_OUT


def identity():
    """The id of the topic that has the name now, as some broker knows it."""
    admin = AdminClient(COMMON)
    try:
        found = admin.describe_topics(
            TopicCollection([topic]), request_timeout=10)[topic].result(15)
        return str(found.topic_id)
    except Exception:
        return None


def create(generation):
    begun = time.monotonic()
    while True:
        code = ask(lambda admin: admin.create_topics([NewTopic(topic, PARTITIONS, 3)]))
        # One that exists may come from a request whose answer was lost.
        if code in (0, KafkaError.TOPIC_ALREADY_EXISTS):
            found = identity()
            if found is not None and found not in identities:
                identities.add(found)
                journal.write("c %d\n" % generation)
                return
        if code != KafkaError.TOPIC_ALREADY_EXISTS:
            begun = time.monotonic()
        elif time.monotonic() - begun > FREE_SECONDS:
            give_up("generation %d: the name is not free" % generation)
        time.sleep(0.1)


def delete():
    global uncertain_until
    while True:
        code = ask(lambda admin: admin.delete_topics([topic]))
        if code in (0, KafkaError.UNKNOWN_TOPIC_OR_PART):
            return
        if code not in REFUSED:
            uncertain_until = time.monotonic() + LATE_SECONDS
        time.sleep(0.1)


def write(generation):
    """Returns what was acknowledged."""
    acknowledged = []

    def report(number):
        def delivered(error, message):
            if error is None:
                acknowledged.append((message.partition(), number, message.offset()))
        return delivered

    producer = Producer({
        **COMMON, "enable.idempotence": True, "message.timeout.ms": 20000, "linger.ms": 5})
    for number in range(RECORDS):
        for partition in range(PARTITIONS):
            producer.produce(
                topic, b"%d %d" % (generation, number), partition=partition,
                on_delivery=report(number))
    producer.flush(30)
    return list(acknowledged)


def read():
    """Everything that is there, and whether it was read to its end."""
    consumer = Consumer({
        **COMMON, "group.id": "chaos-renewer", "enable.auto.commit": False,
        "auto.offset.reset": "error", "enable.partition.eof": True})
    places = [TopicPartition(topic, partition, 0) for partition in range(PARTITIONS)]
    found, ends = [], collections.Counter()
    deadline = time.monotonic() + 10
    consumer.assign(places)
    while len(ends) < PARTITIONS and time.monotonic() < deadline:
        message = consumer.poll(0.5)
        if message is None:
            continue
        if message.error() is None:
            written, number = message.value().split(b" ")
            found.append((message.partition(), message.offset(), int(written), int(number)))
        elif message.error().code() == KafkaError._PARTITION_EOF:
            ends[message.partition()] += 1
    consumer.close()
    return found, len(ends) == PARTITIONS


def verify(generation, acknowledged, is_uncertain):
    """Reads until what is there is right, for a while: a broker may not have heard of the last topic of
    that name. Notes what was read last."""
    deadline = time.monotonic() + READ_SECONDS
    expected = {(partition, offset, generation, number)
                for partition, number, offset in acknowledged if offset >= 0}
    while True:
        found, is_complete = read()
        is_right = expected <= set(found) and all(record[2] == generation for record in found)
        if is_complete and is_right or time.monotonic() > deadline:
            break
    if is_uncertain:
        journal.write("u %d\n" % generation)
    for partition, number, offset in acknowledged:
        journal.write("a %d %d %d %d\n" % (generation, partition, number, offset))
    for record in found:
        journal.write("r %d %d %d %d %d\n" % (generation, *record))
    if is_complete:
        journal.write("v %d\n" % generation)
    elif not is_uncertain:
        give_up("generation %d cannot be read" % generation)


generation = 0
print("renews", flush=True)
while True:
    is_uncertain = time.monotonic() < uncertain_until
    create(generation)
    acknowledged = write(generation)
    if orders.wants_rest():
        verify(generation, acknowledged, is_uncertain)
        orders.rest()
    delete()
    generation += 1
