"""Creates a topic and waits until every broker named knows its leaders.

usage: confluent_create_topic.py servers topic partitions replicas [name=value …]
"""
import sys
import time

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

servers, topic, partitions, replicas = sys.argv[1:5]
settings = dict(argument.split("=", 1) for argument in sys.argv[5:])
new = NewTopic(
    topic, num_partitions=int(partitions), replication_factor=int(replicas), config=settings)
deadline = time.monotonic() + 30
while True:
    try:
        admin = AdminClient({"bootstrap.servers": servers})
        admin.create_topics([new])[topic].result(30)
        break
    except KafkaException as failure:
        # During an election a client may learn of the old controller, and then sticks to it.
        if failure.args[0].code() != KafkaError.NOT_CONTROLLER or time.monotonic() > deadline:
            raise
        time.sleep(0.1)
for server in servers.split(","):
    one = AdminClient({"bootstrap.servers": server})
    while True:
        found = one.list_topics(topic, timeout=30).topics[topic].partitions
        if len(found) == int(partitions) and all(
                p.leader >= 0 and len(p.isrs) == int(replicas) for p in found.values()):
            break
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
print("ok")
