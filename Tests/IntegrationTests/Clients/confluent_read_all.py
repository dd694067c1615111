"""Prints every record of a topic, up to the ends that the partitions had at the start.

usage: confluent_read_all.py servers topic
"""
import sys

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

servers, topic = sys.argv[1:3]
consumer = Consumer({
    "bootstrap.servers": servers, "group.id": "unused", "enable.auto.commit": False,
    "check.crcs": True,
})
partitions = [
    TopicPartition(topic, number, OFFSET_BEGINNING)
    for number in consumer.list_topics(topic, timeout=30).topics[topic].partitions
]
ends = {}
for partition in partitions:
    low, high = consumer.get_watermark_offsets(partition, timeout=30)
    if high > low:
        ends[partition.partition] = high
consumer.assign(partitions)
while ends:
    message = consumer.poll(30)
    assert message is not None, f"nothing came, expected {ends}"
    assert message.error() is None, message.error()
    print("record", message.partition(), message.offset(), message.value().decode())
    if message.offset() + 1 >= ends.get(message.partition(), 0):
        ends.pop(message.partition(), None)
consumer.close()
print("end")
