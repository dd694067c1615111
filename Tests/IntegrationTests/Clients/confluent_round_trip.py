"""Writes records with keys, values, headers and times, and reads them back.

usage: confluent_round_trip.py servers topic compression count
"""
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

servers, topic, compression, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])

sent = {}
failures = []


def delivered(error, message):
    if error is not None:
        failures.append(str(error))
    else:
        place = (message.partition(), message.offset())
        sent[place] = (message.key(), message.value(), message.timestamp()[1])


producer = Producer({
    "bootstrap.servers": servers, "compression.type": compression, "linger.ms": 20, "acks": "all",
})
for number in range(count):
    key = None if number % 7 == 0 else b"key %d" % (number % 50)
    value = None if number % 11 == 0 else (b"value %d " % number) * (number % 40)
    producer.produce(
        topic, key=key, value=value, headers=[("number", b"%d" % number), ("none", None)],
        timestamp=1_700_000_000_000 + number, on_delivery=delivered)
    producer.poll(0)
assert producer.flush(60) == 0, "not everything was delivered"
assert not failures, failures[:3]
assert len(sent) == count, (len(sent), count)

consumer = Consumer({
    "bootstrap.servers": servers, "group.id": "unused", "enable.auto.commit": False,
    "check.crcs": True,
})
partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
read = {}
while len(read) < count:
    message = consumer.poll(30)
    assert message is not None, f"only {len(read)} of {count} came back"
    assert message.error() is None, message.error()
    headers = dict(message.headers())
    assert headers["none"] is None and int(headers["number"]) >= 0
    place = (message.partition(), message.offset())
    read[place] = (message.key(), message.value(), message.timestamp()[1])
assert read == sent, "what came back differs"
consumer.close()
print(f"ok {count}")
