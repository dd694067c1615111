"""Gives partitions of a topic other replicas, or the same in another order, and asks for the election of
preferred leaders, without end; when asked to rest (see resting.py) it waits until every move is over. The
journal has a line for each request that was granted:
    m partition broker…    other replicas, or another order of them
    p partition            an election of the preferred leader

usage: kafka_python_chaos_mover.py servers topic partitions journal brokers seed
"""
import logging
import random
import sys
import time

from kafka import KafkaAdminClient, TopicPartition

from resting import Orders

servers, topic, partitions, path, brokers, seed = sys.argv[1:7]
journal = open(path, "w", buffering=1)
choices = random.Random(int(seed))
logging.disable(logging.CRITICAL)
PAUSE_SECONDS = 3
REPLICAS = 3


def ask(request):
    """What the request gives; nothing if it failed: there are faults, and the next one comes soon."""
    admin = None
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=servers.split(","), request_timeout_ms=10000, api_version=(3, 9))
        return request(admin)
    except Exception:
        return None
    finally:
        try:
            if admin is not None:
                admin.close()
        except Exception:
            pass


def work():
    place = TopicPartition(topic, choices.randrange(int(partitions)))
    if choices.randrange(3) == 0:
        if ask(lambda admin: admin.elect_leaders(0, [place], timeout_ms=5000)) is not None:
            journal.write("p %d\n" % place.partition)
        return
    replicas = choices.sample(range(1, int(brokers) + 1), REPLICAS)
    answers = ask(
        lambda admin: admin.alter_partition_reassignments({place: replicas}, timeout_ms=5000))
    if answers and answers.get(place, answers) is None:
        journal.write("m %d %s\n" % (place.partition, " ".join(map(str, replicas))))


orders = Orders()
print("moves", flush=True)
while True:
    work()
    if orders.wants_rest():
        while ask(lambda admin: admin.list_partition_reassignments(timeout_ms=5000)) != {}:
            time.sleep(0.2)
        orders.rest()
    time.sleep(PAUSE_SECONDS)
