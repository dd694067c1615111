"""Deletes a topic.

usage: confluent_delete_topic.py servers topic
"""
import sys

from confluent_kafka.admin import AdminClient

servers, topic = sys.argv[1:3]
admin = AdminClient({"bootstrap.servers": servers})
admin.delete_topics([topic])[topic].result(60)
print("ok")
