"""Creates a topic with one partition on the given brokers, and waits until the first leads it.

usage: confluent_place_topic.py servers topic broker [broker …]
"""
import sys
import time

from confluent_kafka.admin import AdminClient, NewTopic

servers, topic = sys.argv[1:3]
brokers = [int(broker) for broker in sys.argv[3:]]
admin = AdminClient({"bootstrap.servers": servers})
created = admin.create_topics([NewTopic(topic, num_partitions=1, replica_assignment=[brokers])])
created[topic].result(30)
deadline = time.monotonic() + 30
for server in servers.split(","):
    one = AdminClient({"bootstrap.servers": server})
    while True:
        found = one.list_topics(topic, timeout=30).topics[topic].partitions
        if found and found[0].leader == brokers[0] and found[0].replicas == brokers:
            break
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
print("ok")
