"""A path between two network namespaces, packet by packet: what `tc netem` does where the kernel has it.

Usage: packet_path.py NAMESPACE_A NAMESPACE_B DEVICE SEED

Makes a TUN device of that name in each namespace and carries IP packets between them. Commands come as lines on standard input:
`delay MS JITTER_MS`, `loss SHARE`, `down`, `up`. With a seed the same packets in the same order are lost and delayed alike.
Ends with its standard input, and prints what it carried as one line of JSON.
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import sys
import time

# linux/if_tun.h, linux/sched.h
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
CLONE_NEWNET = 0x40000000

MAX_PACKET = 65_536
MAX_QUEUED = 2_000

libc = ctypes.CDLL(None, use_errno=True)


def device(namespace, name):
    """The file of a new TUN device in a namespace."""
    own = os.open("/proc/self/ns/net", os.O_RDONLY)
    other = os.open(f"/var/run/netns/{namespace}", os.O_RDONLY)
    try:
        enter(other)
        file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(file, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
        return file
    finally:
        enter(own)
        os.close(own)
        os.close(other)


def enter(namespace):
    if libc.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Path:
    def __init__(self, ends, seed):
        self.ends = ends
        self.random = random.Random(seed)
        self.delay = self.jitter = self.loss = 0.0
        self.is_up = True
        self.queue = []
        self.counts = dict.fromkeys(("carried", "lost", "cut", "overflowed", "longest", "family4", "family6"), 0)
        self.number = 0

    def obey(self, line):
        word, *numbers = line.split()
        if word == "delay":
            self.delay, self.jitter = (float(number) / 1000 for number in numbers)
        elif word == "loss":
            self.loss = float(numbers[0])
        elif word in ("up", "down"):
            self.is_up = word == "up"
        else:
            raise ValueError(line)

    def take(self, end):
        """Takes all packets that wait at an end."""
        while True:
            try:
                packet = os.read(self.ends[end], MAX_PACKET)
            except BlockingIOError:
                return
            self.counts["longest"] = max(self.counts["longest"], len(packet))
            self.counts[f"family{packet[0] >> 4}"] += 1
            draw, jitter = self.random.random(), self.random.random()
            if not self.is_up:
                self.counts["cut"] += 1
            elif draw < self.loss:
                self.counts["lost"] += 1
            elif len(self.queue) >= MAX_QUEUED:
                self.counts["overflowed"] += 1
            else:
                self.number += 1
                due = time.monotonic() + self.delay + self.jitter * jitter
                heapq.heappush(self.queue, (due, self.number, 1 - end, packet))

    def give(self):
        """Gives on what is due; a device that is down or full loses it, as a wire would."""
        now = time.monotonic()
        while self.queue and self.queue[0][0] <= now:
            _, _, end, packet = heapq.heappop(self.queue)
            try:
                os.write(self.ends[end], packet)
                self.counts["carried"] += 1
            except OSError:
                self.counts["overflowed"] += 1

    def run(self):
        commands = b""
        while True:
            wait = max(0.0, self.queue[0][0] - time.monotonic()) if self.queue else None
            ready, _, _ = select.select([0, *self.ends], [], [], wait)
            if 0 in ready:
                read = os.read(0, 4096)
                if not read:
                    return
                *lines, commands = (commands + read).split(b"\n")
                for line in lines:
                    self.obey(line.decode())
            for end, file in enumerate(self.ends):
                if file in ready:
                    self.take(end)
            self.give()


def main():
    first, second, name, seed = sys.argv[1:]
    path = Path([device(first, name), device(second, name)], int(seed))
    print("ready", flush=True)
    path.run()
    print(json.dumps(path.counts), flush=True)


main()
