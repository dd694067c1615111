"""Tells a librdkafka consumer whose threads have locked each other out from one that waits for brokers.

When all brokers are away while a consumer asks where an epoch ended (OffsetForLeaderEpoch), two threads of
librdkafka can wait for each other for ever (2.16 at least; its issue 5476). The consumer then opens no
connection any more and says nothing. One that waits for brokers has a socket whenever some broker accepts
connections. So a process without any socket, for half a minute in which in every second some broker
accepted connections, has a client that only a new one can replace; whatever a broker does to its clients,
they keep on trying. Whoever uses this must have no sockets of its own.
"""
import os
import socket
import threading
import time

LOST_SECONDS = 30
SAMPLES = 10


def has_socket():
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            if os.readlink("/proc/self/fd/" + descriptor).startswith("socket:"):
                return True
        except OSError:
            pass
    return False


def accepts(server):
    host, port = server.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), 0.3).close()
        return True
    except OSError:
        return False


class Watch:
    """Looks for sockets in a thread of its own."""

    def __init__(self, servers):
        self.servers = servers.split(",")
        self.seconds = 0
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        while True:
            alone = True
            for _ in range(SAMPLES):
                time.sleep(1 / SAMPLES)
                alone = alone and not has_socket()
            alone = alone and any(accepts(server) for server in self.servers)
            self.seconds = self.seconds + 1 if alone else 0

    def is_lost(self):
        """Whether the client is lost; if so, the next one has all the time again."""
        lost = self.seconds >= LOST_SECONDS
        if lost:
            self.seconds = 0
        return lost
