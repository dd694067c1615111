"""Creates, describes, changes and deletes a topic. For all releases of kafka-python.

usage: kafka_python_admin.py servers topic
"""
import sys
import time

import kafka
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError

servers, topic = sys.argv[1:3]
is_old = kafka.__version__.startswith("2.0")
admin = KafkaAdminClient(bootstrap_servers=servers.split(","))


def eventually(question):
    deadline = time.monotonic() + 20
    while not question():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def describe():
    found = [entry for entry in admin.describe_topics([topic])]
    if not found or found[0]["error_code"] != 0:
        return None
    return found[0]["partitions"]


admin.create_topics([NewTopic(
    topic, num_partitions=3, replication_factor=2, topic_configs={"retention.ms": "3600000"})])
eventually(lambda: len(describe() or []) == 3)
assert topic in admin.list_topics()

try:
    admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    raise AssertionError("created twice")
except TopicAlreadyExistsError:
    pass

admin.create_partitions({topic: NewPartitions(5)} if is_old else {topic: 5})
eventually(lambda: len(describe() or []) == 5)


def setting(name):
    resource = ConfigResource(ConfigResourceType.TOPIC, topic, configs={name: None} if is_old else [name])
    answer = admin.describe_configs([resource])
    if is_old:
        entries = answer[0].resources[0][4]
        return next(entry[1] for entry in entries if entry[0] == name)
    return answer


if is_old:
    assert setting("retention.ms") == "3600000", setting("retention.ms")
    admin.alter_configs(
        [ConfigResource(ConfigResourceType.TOPIC, topic, configs={"retention.ms": "7200000"})])
    eventually(lambda: setting("retention.ms") == "7200000")
else:
    everything = ConfigResource(ConfigResourceType.TOPIC, topic)
    assert "3600000" in str(admin.describe_configs([everything]))
    admin.alter_configs(
        [ConfigResource(ConfigResourceType.TOPIC, topic, configs={"retention.ms": "7200000"})])
    eventually(lambda: "7200000" in str(admin.describe_configs([everything])))

assert admin.describe_cluster()["cluster_id"]
admin.delete_topics([topic])
eventually(lambda: topic not in admin.list_topics())
admin.close()
print("ok")
