"""The consumer of the classic tutorial for kafka-python; it ends after 100 records."""
import sys
from json import loads

from kafka import KafkaConsumer

consumer = KafkaConsumer(
    sys.argv[2],
    bootstrap_servers=[sys.argv[1]],
    auto_offset_reset='earliest',
    enable_auto_commit=True,
    group_id=sys.argv[3],
    value_deserializer=lambda x: loads(x.decode('utf-8')))

numbers = []
for message in consumer:
    numbers.append(message.value['number'])
    if len(numbers) == 100:
        break
consumer.close()
assert numbers == list(range(100)), numbers
print("received 100")
