"""Writes to every partition of a topic, whatever happens to the broker, until its input ends; then
reads everything and compares it with what was acknowledged.

Two producers write side by side: an idempotent one with acks=all, and a plain one with acks=1 that
sends nothing twice. Every record that was acknowledged must be there once, at the offset that was
told, in the order of sending; of the idempotent one nothing may be there twice, acknowledged or not.

usage: confluent_kill_storm.py servers topic partitions
"""
import sys
import threading
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

servers, topic, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()

PATIENT = {
    "bootstrap.servers": servers, "linger.ms": 2, "batch.num.messages": 20,
    "reconnect.backoff.ms": 10, "reconnect.backoff.max.ms": 50, "retry.backoff.ms": 20,
    "retry.backoff.max.ms": 100, "topic.metadata.refresh.fast.interval.ms": 50,
    "queue.buffering.max.messages": 2000, "log_level": 2,
}


class Writer(threading.Thread):
    """Numbers for each partition, and where each acknowledged one is said to be."""

    def __init__(self, name, settings):
        super().__init__()
        self.name = name
        self.acknowledged = [{} for _ in range(count)]
        self.fatal = None
        self.producer = Producer({**PATIENT, **settings})

    def delivered(self, error, message):
        if error is None:
            number = int(message.value().split()[1])
            self.acknowledged[message.partition()][number] = message.offset()
        elif error.fatal():
            self.fatal = str(error)

    def run(self):
        sent = 0
        while not ended.is_set() and self.fatal is None:
            number = sent // count
            value = b"%s %d %s" % (self.name.encode(), number, b"x" * (number % 200))
            try:
                self.producer.produce(
                    topic, value, partition=sent % count, on_delivery=self.delivered)
                sent += 1
                if sent % count != 0:
                    continue
            except BufferError:
                pass
            except KafkaException as failure:
                self.fatal = str(failure)
            self.producer.poll(0.002)
        self.producer.flush(60)

    def total(self):
        return sum(len(numbers) for numbers in self.acknowledged)


def stored(partition):
    """(offset, writer, number) of every record."""
    consumer = Consumer({
        "bootstrap.servers": servers, "group.id": "storm", "enable.auto.commit": False,
        "auto.offset.reset": "error", "log_level": 2,
    })
    low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=30)
    assert low == 0, low
    consumer.assign([TopicPartition(topic, partition, 0)])
    found = []
    deadline = time.monotonic() + 60
    while (not found or found[-1][0] < high - 1) and high > 0:
        assert time.monotonic() < deadline, (partition, len(found), high)
        for message in consumer.consume(1000, 1.0):
            if message.error():
                raise KafkaException(message.error())
            writer, number = message.value().split()[:2]
            found.append((message.offset(), writer.decode(), int(number)))
    consumer.close()
    return found


def check(writer, partition, records):
    problems = []
    mine = [(offset, number) for offset, name, number in records if name == writer.name]
    numbers = [number for _, number in mine]
    places = dict((number, offset) for offset, number in mine)
    told = writer.acknowledged[partition]
    for number, offset in told.items():
        if places.get(number) != offset:
            problems.append("%d acknowledged at %d, found at %s" % (
                number, offset, [o for o, n in mine if n == number]))
    kept = numbers if writer.name == "idempotent" else [n for n in numbers if n in told]
    for before, after in zip(kept, kept[1:]):
        if after <= before:
            problems.append("%d stands behind %d" % (after, before))
    return ["%s, partition %d: %s" % (writer.name, partition, p) for p in problems]


writers = [
    Writer("idempotent", {"enable.idempotence": True, "message.timeout.ms": 120000}),
    Writer("plain", {
        "acks": 1, "message.send.max.retries": 0, "message.timeout.ms": 5000,
        "request.timeout.ms": 3000}),
]
for writer in writers:
    writer.start()
told = False
while not ended.wait(0.2):
    totals = [writer.total() for writer in writers]
    print("acknowledged", *totals, flush=True)
    if all(totals) and not told:
        told = True
        print("both write", flush=True)
for writer in writers:
    writer.join()

problems = ["%s gave up: %s" % (w.name, w.fatal) for w in writers if w.fatal]
total = 0
for partition in range(count):
    records = stored(partition)
    total += len(records)
    if [offset for offset, _, _ in records] != list(range(len(records))):
        problems.append("partition %d: the offsets have gaps" % partition)
    for writer in writers:
        problems += check(writer, partition, records)
for problem in problems[:20]:
    print("problem:", problem, flush=True)
print("stored", total, "acknowledged", *(writer.total() for writer in writers), flush=True)
sys.exit(1 if problems else 0)
