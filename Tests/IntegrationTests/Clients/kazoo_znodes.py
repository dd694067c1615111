"""Reads what brokers write to ZooKeeper, and creates, extends and deletes a topic by writing znodes
itself, as old tools do.

usage: kazoo_znodes.py zookeeper topic broker-id [broker-id …]
"""
import json
import sys
import time

from kazoo.client import KazooClient

zookeeper, topic = sys.argv[1:3]
brokers = [int(broker) for broker in sys.argv[3:]]
client = KazooClient(hosts=zookeeper)
client.start(timeout=30)


def read(path):
    return json.loads(client.get(path)[0])


def eventually(question):
    deadline = time.monotonic() + 30
    while not question():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


assert sorted(map(int, client.get_children("/brokers/ids"))) == sorted(brokers)
for broker in brokers:
    registration, stat = client.get(f"/brokers/ids/{broker}")
    registration = json.loads(registration)
    assert stat.ephemeralOwner != 0
    assert registration["version"] in (4, 5) and registration["endpoints"][0].startswith("PLAINTEXT://")
assert read("/controller")["brokerid"] in brokers
assert client.get("/controller")[1].ephemeralOwner != 0
assert int(client.get("/controller_epoch")[0]) >= 1
assert read("/cluster/id")["id"]

path = f"/brokers/topics/{topic}"
replicas = brokers[:2]
client.create(path, json.dumps({"version": 1, "partitions": {"0": replicas}}).encode())


def is_led(partition):
    state = f"{path}/partitions/{partition}/state"
    return client.exists(state) and read(state)["leader"] == replicas[0]


eventually(lambda: is_led(0))
state = read(f"{path}/partitions/0/state")
assert sorted(state["isr"]) == sorted(replicas) and state["leader_epoch"] == 0, state

assignment = read(path)
assignment["partitions"]["1"] = replicas
client.set(path, json.dumps(assignment).encode())
eventually(lambda: is_led(1))

client.create(f"/admin/delete_topics/{topic}")
eventually(lambda: not client.exists(path) and not client.exists(f"/admin/delete_topics/{topic}"))
client.stop()
print("ok")
