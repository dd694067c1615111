"""Waits until every partition of a topic has so many in-sync replicas.

usage: confluent_wait_in_sync.py servers topic count
"""
import sys
import time

from confluent_kafka.admin import AdminClient

servers, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
admin = AdminClient({"bootstrap.servers": servers})
deadline = time.monotonic() + 90
while True:
    found = admin.list_topics(topic, timeout=30).topics[topic].partitions
    if found and all(len(each.isrs) >= count for each in found.values()):
        break
    assert time.monotonic() < deadline, {n: each.isrs for n, each in found.items()}
    time.sleep(0.05)
print("ok")
