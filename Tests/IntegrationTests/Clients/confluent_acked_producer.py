"""Writes numbers with acks=all until its input ends and tells which ones were acknowledged.

Not idempotent, so that the order depends on the brokers alone: one request at a time, and each
record may be there more than once after a retry.

usage: confluent_acked_producer.py servers topic
"""
import sys
import threading

from confluent_kafka import Producer

servers, topic = sys.argv[1:3]
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()

acknowledged = 0
failed = []


def delivered(error, message):
    global acknowledged
    if error is not None:
        failed.append((message.value(), str(error)))
    else:
        acknowledged += 1
        print("acked", message.partition(), message.value().decode(), flush=True)


producer = Producer({
    "bootstrap.servers": servers, "acks": "all", "max.in.flight": 1, "retries": 1000000,
    "message.timeout.ms": 120000, "linger.ms": 5, "retry.backoff.ms": 50,
    "retry.backoff.max.ms": 200, "reconnect.backoff.ms": 20, "reconnect.backoff.max.ms": 200,
    "topic.metadata.refresh.fast.interval.ms": 50, "batch.num.messages": 50,
})
number = 0
while not ended.is_set():
    producer.produce(topic, key=b"%d" % (number % 8), value=b"%d" % number, on_delivery=delivered)
    number += 1
    producer.poll(0.001)
left = producer.flush(120)
print("done", number, acknowledged, left, failed[:3], flush=True)
