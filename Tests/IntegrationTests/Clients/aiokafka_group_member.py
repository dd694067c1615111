"""A member of a consumer group that tells what happens to it, until its input ends.

usage: aiokafka_group_member.py servers topic group
"""
import asyncio
import sys
import threading

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener

servers, topic, group = sys.argv[1:4]
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()


def numbers(partitions):
    return ",".join(str(partition.partition) for partition in sorted(partitions))


class Listener(ConsumerRebalanceListener):
    async def on_partitions_assigned(self, assigned):
        print("assigned", numbers(assigned), flush=True)

    async def on_partitions_revoked(self, revoked):
        print("revoked", numbers(revoked), flush=True)


async def main():
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, group_id=group, auto_offset_reset="earliest",
        enable_auto_commit=False, session_timeout_ms=6000, heartbeat_interval_ms=500)
    consumer.subscribe([topic], listener=Listener())
    await consumer.start()
    while not ended.is_set():
        for messages in (await consumer.getmany(timeout_ms=100)).values():
            for message in messages:
                print("record", message.partition, message.offset, message.value.decode(), flush=True)
            await consumer.commit()
    await consumer.stop()
    print("left", flush=True)


asyncio.run(main())
