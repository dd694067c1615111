"""Writes records with keys, values, headers and times, and reads them back.

usage: aiokafka_round_trip.py servers topic compression count
"""
import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

servers, topic, compression, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])


async def write():
    producer = AIOKafkaProducer(
        bootstrap_servers=servers, acks="all", linger_ms=20,
        compression_type=None if compression == "none" else compression)
    await producer.start()
    futures = []
    for number in range(count):
        key = None if number % 7 == 0 else b"key %d" % (number % 50)
        value = (b"value %d " % number) * (number % 40)
        time = 1_700_000_000_000 + number
        future = await producer.send(
            topic, key=key, value=value, timestamp_ms=time, headers=[("number", b"%d" % number)])
        futures.append((future, key, value, number, time))
    sent = {}
    for future, *record in futures:
        place = await future
        sent[(place.partition, place.offset)] = tuple(record)
    await producer.stop()
    return sent


async def read():
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=servers, auto_offset_reset="earliest", check_crcs=True)
    await consumer.start()
    records = {}
    while len(records) < count:
        message = await asyncio.wait_for(consumer.getone(), 30)
        records[(message.partition, message.offset)] = (
            message.key, message.value, int(dict(message.headers)["number"]), message.timestamp)
    await consumer.stop()
    return records


async def main():
    sent = await write()
    assert len(sent) == count, (len(sent), count)
    assert await read() == sent, "what came back differs"
    print(f"ok {count}")


asyncio.run(main())
