"""A member of a consumer group that tells what happens to it, until its input ends.

usage: kafka_python_group_member.py servers topic group
"""
import sys
import threading

from kafka import ConsumerRebalanceListener, KafkaConsumer

servers, topic, group = sys.argv[1:4]
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()


def numbers(partitions):
    return ",".join(str(partition.partition) for partition in sorted(partitions))


class Listener(ConsumerRebalanceListener):
    def on_partitions_assigned(self, partitions):
        print("assigned", numbers(partitions), flush=True)

    def on_partitions_revoked(self, partitions):
        print("revoked", numbers(partitions), flush=True)


consumer = KafkaConsumer(
    bootstrap_servers=servers.split(","), group_id=group, auto_offset_reset="earliest",
    enable_auto_commit=False, session_timeout_ms=6000, heartbeat_interval_ms=500)
consumer.subscribe([topic], listener=Listener())
while not ended.is_set():
    # Longer than any rejoin takes: when a poll ends amid one, kafka-python 3 takes the assignment for
    # handed out and never fetches.
    for messages in consumer.poll(timeout_ms=2000).values():
        for message in messages:
            print("record", message.partition, message.offset, message.value.decode(), flush=True)
        consumer.commit()
consumer.close()
print("left", flush=True)
