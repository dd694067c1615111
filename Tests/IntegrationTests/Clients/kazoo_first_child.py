"""Waits until a node has a child, and prints the name and the data of the first.

usage: kazoo_first_child.py zookeeper path
"""
import sys
import time

from kazoo.client import KazooClient

zookeeper, path = sys.argv[1:3]
client = KazooClient(hosts=zookeeper)
client.start(timeout=30)
deadline = time.monotonic() + 60
while True:
    children = sorted(client.get_children(path))
    if children:
        break
    assert time.monotonic() < deadline, "there never was a child"
    time.sleep(0.02)
print(children[0], client.get(f"{path}/{children[0]}")[0].decode())
client.stop()
