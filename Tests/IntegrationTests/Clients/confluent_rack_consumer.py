"""Reads partition 0 of a topic from its beginning, as a client in a rack, until its input ends. Tells
how many records it has, now and then, and each change of the broker from which the client fetches;
ends with an error unless the records came without gaps.

usage: confluent_rack_consumer.py servers topic rack
"""
import json
import sys
import threading

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

servers, topic, rack = sys.argv[1:4]
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
current = None
count = 0


def statistics(text):
    global current
    partition = json.loads(text)["topics"].get(topic, {}).get("partitions", {}).get("0", {})
    broker = partition.get("broker", -1)
    if broker != current:
        current = broker
        print("broker", broker, flush=True)


consumer = Consumer({
    "bootstrap.servers": servers, "group.id": "unused", "enable.auto.commit": False,
    "client.rack": rack, "statistics.interval.ms": 50, "stats_cb": statistics,
    "topic.metadata.refresh.interval.ms": 1000, "reconnect.backoff.max.ms": 200,
    "fetch.wait.max.ms": 100, "check.crcs": True,
})
consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
while not ended.is_set():
    message = consumer.poll(0.1)
    if message is None:
        continue
    if message.error() is not None:
        print("error", message.error(), flush=True)
        continue
    assert message.offset() == count, f"offset {message.offset()} after {count} records"
    count += 1
    if count % 50 == 0:
        print("read", count, flush=True)
consumer.close()
print("end", count, flush=True)
