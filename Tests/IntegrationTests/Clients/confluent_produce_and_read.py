"""Writes records with acks=all to a topic that exists and reads them back.

usage: confluent_produce_and_read.py servers topic count
"""
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

servers, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
producer = Producer({"bootstrap.servers": servers, "acks": "all", "message.timeout.ms": 30000})
failures = []
for number in range(count):
    producer.produce(
        topic, value=b"%d" % number,
        on_delivery=lambda error, message: failures.append(error) if error else None)
assert producer.flush(60) == 0 and not failures, failures[:3]
consumer = Consumer(
    {"bootstrap.servers": servers, "group.id": "unused", "enable.auto.commit": False})
partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
seen = set()
while len(seen) < count:
    message = consumer.poll(30)
    assert message is not None and message.error() is None, (message and message.error(), len(seen))
    seen.add(int(message.value()))
consumer.close()
print(f"ok {count}")
