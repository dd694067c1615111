"""Creates, describes, changes and deletes a topic.

usage: confluent_admin.py servers topic
"""
import sys
import time

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic,
    ResourceType,
)

servers, topic = sys.argv[1:3]
admin = AdminClient({"bootstrap.servers": servers})


def wait(futures):
    return {key: future.result(30) for key, future in futures.items()}


def eventually(question):
    deadline = time.monotonic() + 20
    while not question():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def describe():
    return admin.list_topics(timeout=30).topics.get(topic)


wait(admin.create_topics(
    [NewTopic(topic, num_partitions=3, replication_factor=2, config={"retention.ms": "3600000"})]))
eventually(lambda: describe() is not None and len(describe().partitions) == 3)
assert all(len(partition.replicas) == 2 for partition in describe().partitions.values())

try:
    wait(admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)]))
    raise AssertionError("created twice")
except KafkaException as error:
    assert error.args[0].name() == "TOPIC_ALREADY_EXISTS", error

try:
    wait(admin.create_topics([NewTopic(topic + "-2", num_partitions=1, replication_factor=99)]))
    raise AssertionError("created with 99 replicas")
except KafkaException as error:
    assert error.args[0].name() == "INVALID_REPLICATION_FACTOR", error

wait(admin.create_partitions([NewPartitions(topic, 5)]))
eventually(lambda: len(describe().partitions) == 5)

resource = ConfigResource(ResourceType.TOPIC, topic)
settings = list(wait(admin.describe_configs([resource])).values())[0]
assert settings["retention.ms"].value == "3600000", settings["retention.ms"]
assert not settings["retention.ms"].is_default
assert settings["cleanup.policy"].value == "delete" and settings["cleanup.policy"].is_default

change = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[
    ConfigEntry("segment.bytes", "1048576", incremental_operation=AlterConfigOpType.SET),
    ConfigEntry("retention.ms", None, incremental_operation=AlterConfigOpType.DELETE),
])
wait(admin.incremental_alter_configs([change]))


def has_changed():
    settings = list(wait(admin.describe_configs([resource])).values())[0]
    return settings["segment.bytes"].value == "1048576" and settings["retention.ms"].is_default


eventually(has_changed)

broker = ConfigResource(ResourceType.BROKER, "1")
settings = list(wait(admin.describe_configs([broker])).values())[0]
assert settings["broker.id"].value == "1"

cluster = admin.describe_cluster().result(30)
assert len(cluster.nodes) == 3 and cluster.controller is not None and cluster.cluster_id

wait(admin.delete_topics([topic]))
eventually(lambda: describe() is None)
try:
    wait(admin.delete_topics([topic]))
    raise AssertionError("deleted twice")
except KafkaException as error:
    assert error.args[0].name() == "UNKNOWN_TOPIC_OR_PART", error
print("ok")
