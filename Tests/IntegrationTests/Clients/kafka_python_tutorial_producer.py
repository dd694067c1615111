"""The producer of the classic tutorial for kafka-python; only the server and the topic are arguments."""
import sys
from json import dumps

from kafka import KafkaProducer

producer = KafkaProducer(
    bootstrap_servers=[sys.argv[1]],
    value_serializer=lambda x: dumps(x).encode('utf-8'))

for e in range(100):
    data = {'number': e}
    producer.send(sys.argv[2], value=data)

producer.flush()
print("sent")
