import assert from 'node:assert/strict';
import test from 'node:test';
import { PacketQueue } from '../../../src/messaging/routing/packet-queue.ts';
import type { RoutePriority } from '../../../src/messaging/routing/route-packet.ts';
import { Chances } from '../../simulation/chances.ts';

interface Item {
  readonly name: number;
  readonly priority: RoutePriority;
  readonly bytes: number;
}

test('agrees with sorting, on random input (seed 4)', () => {
  const chances = new Chances(4);
  const limits = { packets: 20, bytes: 1000 };
  const queue = new PacketQueue<Item>(limits);
  let twin: Item[] = [];
  for (let name = 0; name < 3000; name += 1) {
    if (chances.happens(0.45)) {
      const expected = twin.toSorted((a, b) => a.priority - b.priority || a.name - b.name)[0];
      twin = twin.filter((item) => item !== expected);
      assert.equal(queue.next(), expected);
    } else {
      const item = { name, priority: chances.below(4) as RoutePriority, bytes: chances.between(1, 150) };
      twin.push(item);
      const out: Item[] = [];
      const size = (): number => twin.reduce((sum, { bytes }) => sum + bytes, 0);
      while (twin.length > limits.packets || size() > limits.bytes) {
        const last = twin.toSorted((a, b) => b.priority - a.priority || b.name - a.name)[0];
        twin = twin.filter((other) => other !== last);
        if (last !== undefined) out.push(last);
      }
      assert.deepEqual(queue.add(item), out);
    }
    assert.equal(queue.size, twin.length);
  }
});
