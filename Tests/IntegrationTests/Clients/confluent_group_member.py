"""A member of a consumer group that tells what happens to it, until its input ends.

usage: confluent_group_member.py servers topic group [strategy]
"""
import sys
import threading

from confluent_kafka import Consumer

servers, topic, group = sys.argv[1:4]
strategy = sys.argv[4] if len(sys.argv) > 4 else "range"
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()


def numbers(partitions):
    return ",".join(str(partition.partition) for partition in sorted(partitions, key=lambda p: p.partition))


def assigned(consumer, partitions):
    print("assigned", numbers(partitions), flush=True)


def revoked(consumer, partitions):
    print("revoked", numbers(partitions), flush=True)


consumer = Consumer({
    "bootstrap.servers": servers, "group.id": group, "auto.offset.reset": "earliest",
    "enable.auto.commit": False, "session.timeout.ms": 6000, "heartbeat.interval.ms": 500,
    "partition.assignment.strategy": strategy,
})
consumer.subscribe([topic], on_assign=assigned, on_revoke=revoked)
while not ended.is_set():
    message = consumer.poll(0.1)
    if message is None:
        continue
    if message.error() is not None:
        print("error", message.error(), flush=True)
        continue
    print("record", message.partition(), message.offset(), message.value().decode(), flush=True)
    consumer.commit(message, asynchronous=False)
consumer.close()
print("left", flush=True)
