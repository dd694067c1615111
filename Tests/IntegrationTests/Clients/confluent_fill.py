"""Writes records of a thousand random bytes to a topic with acks=all.

usage: confluent_fill.py servers topic count
"""
import os
import sys

from confluent_kafka import Producer

servers, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
failed = []
producer = Producer({"bootstrap.servers": servers, "acks": "all", "linger.ms": 20})
for _ in range(count):
    producer.produce(
        topic, value=os.urandom(1000),
        on_delivery=lambda error, _: failed.append(error) if error is not None else None)
    producer.poll(0)
assert producer.flush(60) == 0 and not failed, failed[:3]
print("ok")
