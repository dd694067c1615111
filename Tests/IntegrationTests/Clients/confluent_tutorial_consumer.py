"""The consumer of the classic tutorial for confluent-kafka; it ends after 10 records."""
import sys

from confluent_kafka import Consumer

consumer = Consumer({
    'bootstrap.servers': sys.argv[1],
    'group.id': sys.argv[3],
    'auto.offset.reset': 'earliest'})
consumer.subscribe([sys.argv[2]])

received = 0
try:
    while received < 10:
        msg = consumer.poll(1.0)
        if msg is None:
            print("Waiting...")
        elif msg.error():
            print("ERROR: {}".format(msg.error()))
        else:
            received += 1
            print("Consumed event from topic {topic}: key = {key:12} value = {value:12}".format(
                topic=msg.topic(), key=msg.key().decode('utf-8'), value=msg.value().decode('utf-8')))
finally:
    # Leave group and commit final offsets
    consumer.close()
