"""Creates, describes, changes and deletes a topic.

usage: aiokafka_admin.py servers topic
"""
import asyncio
import sys
import time

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

servers, topic = sys.argv[1:3]


async def eventually(question):
    deadline = time.monotonic() + 20
    while not await question():
        assert time.monotonic() < deadline, "it never came"
        await asyncio.sleep(0.05)


async def main():
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()

    async def partitions():
        found = await admin.describe_topics([topic])
        return len(found[0]["partitions"]) if found and found[0]["error_code"] == 0 else 0

    async def has(count):
        return await partitions() == count

    answer = await admin.create_topics(
        [NewTopic(topic, 3, 2, topic_configs={"retention.ms": "3600000"})])
    assert answer.topic_errors[0][1] == 0, answer
    await eventually(lambda: has(3))
    answer = await admin.create_topics([NewTopic(topic, 1, 1)])
    assert answer.topic_errors[0][1] == 36, answer
    await admin.create_partitions({topic: NewPartitions(5)})
    await eventually(lambda: has(5))

    resource = ConfigResource(ConfigResourceType.TOPIC, topic, configs={"retention.ms": "7200000"})
    await admin.alter_configs([resource])

    async def has_changed():
        answer = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
        return "7200000" in str(answer)

    await eventually(has_changed)
    await admin.delete_topics([topic])

    async def is_gone():
        return topic not in await admin.list_topics()

    await eventually(is_gone)
    await admin.close()
    print("ok")


asyncio.run(main())
