import assert from 'node:assert/strict';
import test from 'node:test';
import { ForwardLane } from '../../../src/messaging/routing/forward-lane.ts';
import type { RouteFrame } from '../../../src/messaging/routing/route-frame.ts';
import type { RouteOutcome } from '../../../src/messaging/routing/route-outcome.ts';
import type { RoutePacket, RoutePriority } from '../../../src/messaging/routing/route-packet.ts';
import { MAX_FORWARDS_UNDER_WAY, MAX_WAITING_PACKETS } from '../../../src/messaging/routing/routing-limits.ts';
import { EventHeap } from '../../simulation/event-heap.ts';

function rig(): { clock: EventHeap; lane: ForwardLane; posted: Extract<RouteFrame, { type: 'forward' }>[] } {
  const clock = new EventHeap();
  const posted: Extract<RouteFrame, { type: 'forward' }>[] = [];
  const lane = new ForwardLane(clock, (frame) => {
    if (frame.type === 'forward') posted.push(frame);
  });
  return { clock, lane, posted };
}

const packet = (name: number, priority: RoutePriority = 1, ttlMs = 1000): RoutePacket => {
  return { id: String(name), hopsLeft: 3, priority, ttlMs, destination: 'x', payload: new Uint8Array(10) };
};
const reasonOf = (outcome: RouteOutcome | undefined): string | undefined =>
  outcome?.delivered === false ? outcome.reason : outcome && 'delivered';

test('urgent packets go first, with less time to live for having waited', async () => {
  const { clock, lane, posted } = rig();
  for (let name = 0; name < MAX_FORWARDS_UNDER_WAY; name += 1) lane.send(packet(name), () => undefined);
  lane.send(packet(100, 3), () => undefined);
  lane.send(packet(101, 0), () => undefined);
  assert.equal(posted.length, MAX_FORWARDS_UNDER_WAY);
  await clock.runFor(400);
  lane.settle(1, { delivered: true, answer: new Uint8Array(0) });
  assert.equal(posted.at(-1)?.packet.id, '101');
  assert.equal(posted.at(-1)?.packet.ttlMs, 600);
});

test('each packet has one outcome: the answer, or the end of its time, or the end of the link', async () => {
  const { clock, lane } = rig();
  const outcomes = new Map<number, RouteOutcome[]>();
  const send = (name: number, ttlMs: number): void =>
    lane.send(packet(name, 1, ttlMs), (outcome) => outcomes.set(name, [...(outcomes.get(name) ?? []), outcome]));
  send(1, 1000);
  send(2, 100);
  send(3, 5000);
  lane.settle(1, { delivered: true, answer: Uint8Array.of(7) });
  await clock.runFor(200);
  lane.settle(1, { delivered: false, reason: 'loop' });
  lane.settle(2, { delivered: true, answer: Uint8Array.of(7) });
  lane.close('link-lost');
  await clock.runFor(10_000);
  assert.deepEqual(
    [1, 2, 3].map((name) => outcomes.get(name)?.map(reasonOf)),
    [['delivered'], ['expired'], ['link-lost']],
  );
  assert.equal(lane.load, 0);
});

test('too many waiting packets give way by their priority, with that reason', () => {
  const { lane } = rig();
  const reasons: (string | undefined)[] = [];
  const count = MAX_FORWARDS_UNDER_WAY + MAX_WAITING_PACKETS;
  for (let name = 0; name < count; name += 1) lane.send(packet(name, 2), (outcome) => reasons.push(reasonOf(outcome)));
  lane.send(packet(count, 3), (outcome) => reasons.push(`own ${reasonOf(outcome)}`));
  lane.send(packet(count + 1, 0), () => undefined);
  assert.deepEqual(reasons, ['own congestion', 'congestion']);
});
