"""The producer of the classic tutorial for confluent-kafka."""
import sys

from confluent_kafka import Producer

producer = Producer({'bootstrap.servers': sys.argv[1]})


def delivery_callback(err, msg):
    if err:
        print('ERROR: Message failed delivery: {}'.format(err))
    else:
        print("Produced event to topic {topic}: key = {key:12} value = {value:12}".format(
            topic=msg.topic(), key=msg.key().decode('utf-8'), value=msg.value().decode('utf-8')))


user_ids = ['eabara', 'jsmith', 'sgarcia', 'jbernard', 'htanaka', 'awalther']
products = ['book', 'alarm clock', 't-shirts', 'gift card', 'batteries']
for count in range(10):
    producer.produce(
        sys.argv[2], products[count % 5], user_ids[count % 6], callback=delivery_callback)

# Block until the messages are sent.
producer.poll(10000)
producer.flush()
