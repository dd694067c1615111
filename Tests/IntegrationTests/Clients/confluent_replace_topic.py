"""Deletes a topic and creates another of that name with one partition on the given brokers.

usage: confluent_replace_topic.py servers topic broker [broker …]
"""
import sys
import time

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

servers, topic = sys.argv[1:3]
brokers = [int(broker) for broker in sys.argv[3:]]
admin = AdminClient({"bootstrap.servers": servers})
admin.delete_topics([topic])[topic].result(60)
deadline = time.monotonic() + 60
while True:
    try:
        new = NewTopic(topic, num_partitions=1, replica_assignment=[brokers])
        admin.create_topics([new])[topic].result(60)
        break
    except KafkaException as failure:
        # The znodes go a moment after the metadata.
        assert failure.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS, failure
        assert time.monotonic() < deadline, failure
        time.sleep(0.05)
print("ok")
