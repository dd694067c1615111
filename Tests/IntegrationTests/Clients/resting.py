"""The input of a client that works while there are faults and comes to rest when they are over.

A line "rest N" asks for rest, which the client answers with a line "rested N." when it has finished and
checked what it began; "go" sends it back to work. The end of the input is the end of the client.
"""
import os
import sys
import threading


class Orders:
    def __init__(self):
        self.change = threading.Condition()
        self.wanted = self.given = 0
        self.works = True
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in sys.stdin:
            words = line.split()
            with self.change:
                if words[0] == "rest":
                    self.wanted, self.works = int(words[1]), False
                else:
                    self.works = True
                self.change.notify_all()
        # What it is doing is of no use to anybody.
        os._exit(0)

    def wants_rest(self):
        return self.wanted > self.given

    def rest(self):
        """Says that all is done, and waits for work."""
        self.given = self.wanted
        print("rested %d." % self.given, flush=True)
        with self.change:
            self.change.wait_for(lambda: self.works)
