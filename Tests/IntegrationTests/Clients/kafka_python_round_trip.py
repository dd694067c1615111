"""Writes records with keys, values, headers and times, and reads them back. For all releases of
kafka-python.

usage: kafka_python_round_trip.py servers topic compression count
"""
import sys

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

servers, topic, compression, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])

producer = KafkaProducer(
    bootstrap_servers=servers.split(","), acks="all", linger_ms=20,
    compression_type=None if compression == "none" else compression)
futures = []
for number in range(count):
    key = None if number % 7 == 0 else b"key %d" % (number % 50)
    value = None if key and number % 11 == 0 else (b"value %d " % number) * (number % 40)
    future = producer.send(
        topic, key=key, value=value, headers=[("number", b"%d" % number)],
        timestamp_ms=1_700_000_000_000 + number)
    futures.append((future, key, value, number))
producer.flush(60)
sent = {}
for future, key, value, number in futures:
    place = future.get(30)
    sent[(place.partition, place.offset)] = (key, value, number, 1_700_000_000_000 + number)
producer.close()
assert len(sent) == count, (len(sent), count)

consumer = KafkaConsumer(
    bootstrap_servers=servers.split(","), enable_auto_commit=False, check_crcs=True,
    consumer_timeout_ms=30_000)
partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
consumer.assign(partitions)
consumer.seek_to_beginning(*partitions)
read = {}
for message in consumer:
    read[(message.partition, message.offset)] = (
        message.key, message.value, int(dict(message.headers)["number"]), message.timestamp)
    if len(read) == count:
        break
assert read == sent, f"what came back differs: {len(read)} of {count}"
ends = consumer.end_offsets(partitions)
assert sum(ends.values()) == count, ends
consumer.close()
print(f"ok {count}")
