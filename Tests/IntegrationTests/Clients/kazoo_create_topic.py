"""Creates a topic with one partition on the given brokers, dead or alive, by writing its znodes.

usage: kazoo_create_topic.py zookeeper topic broker [broker …]
"""
import json
import sys
import time

from kazoo.client import KazooClient

zookeeper, topic = sys.argv[1:3]
brokers = [int(broker) for broker in sys.argv[3:]]
client = KazooClient(hosts=zookeeper)
client.start(timeout=30)
deadline = time.monotonic() + 30
while client.exists(f"/brokers/topics/{topic}") or client.exists(f"/admin/delete_topics/{topic}"):
    assert time.monotonic() < deadline, "the old topic never went"
    time.sleep(0.02)
client.create(f"/config/topics/{topic}", json.dumps({"version": 1, "config": {}}).encode())
znode = {"version": 2, "partitions": {"0": brokers}, "adding_replicas": {}, "removing_replicas": {}}
client.create(f"/brokers/topics/{topic}", json.dumps(znode).encode())
client.stop()
print("ok")
