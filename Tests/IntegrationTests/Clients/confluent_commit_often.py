"""Commits the offsets 1 to count of one partition, one after the other, and reads the last one back.

usage: confluent_commit_often.py servers topic group count
"""
import sys

from confluent_kafka import Consumer, TopicPartition

servers, topic, group, count = sys.argv[1:5]
consumer = Consumer({
    "bootstrap.servers": servers, "group.id": group, "enable.auto.commit": False})
for offset in range(1, int(count) + 1):
    consumer.commit(
        offsets=[TopicPartition(topic, 0, offset, metadata=f"commit {offset}")],
        asynchronous=False)
committed = consumer.committed([TopicPartition(topic, 0)], timeout=30)[0]
print("committed", committed.offset)
consumer.close()
