import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { isHexId, type RouterEvent } from '../../../src/messaging/index.ts';
import { ANNOUNCEMENT_RENEWAL_MS } from '../../../src/messaging/routing/routing-limits.ts';
import { Chances } from '../../simulation/chances.ts';
import { SimulatedMesh } from '../../simulation/simulated-mesh.ts';

/** 0 - 1 - 2, and a slow way 0 - 3 - 2. */
function mesh(): SimulatedMesh {
  const made = new SimulatedMesh(4, new Chances(1), { delayMs: [10, 10], loss: 0, resendMs: 100 });
  for (const [a, b, delayMs] of [
    [0, 1, 10],
    [1, 2, 10],
    [0, 3, 200],
    [3, 2, 200],
  ] as const) {
    made.join(a, b, delayMs);
  }
  return made;
}

function heardAt(meshed: SimulatedMesh, index: number): RouterEvent[] {
  const heard: RouterEvent[] = [];
  meshed.router(index).onEvent((event) => heard.push(event));
  return heard;
}

async function send(meshed: SimulatedMesh, to: string, ttlMs = 5000): Promise<boolean> {
  const sending = meshed
    .router(0)
    .send(to, utf8('hello'), { ttlMs })
    .then(
      () => true,
      () => false,
    );
  await meshed.clock.runFor(ttlMs + 1);
  return sending;
}

/** Events of one kind, with their type narrowed. */
function ofType<T extends RouterEvent['type']>(
  events: readonly RouterEvent[],
  type: T,
): Extract<RouterEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RouterEvent, { type: T }> => event.type === type);
}

describe('events of a router', () => {
  test('tell of routes: what a listener has put together from them is the table, at every time', async () => {
    const meshed = mesh();
    const heard = heardAt(meshed, 0);
    const table = new Map<string, object>();
    meshed.router(0).onEvent((event) => {
      if (event.type === 'route-added') {
        assert.ok(!table.has(event.route.peerId));
        table.set(event.route.peerId, event.route);
      } else if (event.type === 'route-changed') {
        assert.deepEqual(table.get(event.route.peerId), event.before);
        table.set(event.route.peerId, event.route);
      } else if (event.type === 'route-lost') {
        assert.deepEqual(table.get(event.before.peerId), event.before);
        table.delete(event.before.peerId);
      }
    });
    const check = (): void => {
      const rows = meshed.router(0).routes();
      assert.deepEqual(new Map(table), new Map(rows.map((row) => [row.peerId, row])));
    };
    for (const step of ['', 'cut 1', 'cut 3', 'raise 1', 'raise 3']) {
      const [what, link] = step.split(' ');
      if (what === 'cut') meshed.cut(Number(link));
      if (what === 'raise') meshed.raise(Number(link));
      for (let round = 0; round < 20; round += 1) {
        await meshed.clock.runFor(1000);
        check();
      }
    }
    const two = meshed.node(2).peerId;
    assert.ok(ofType(heard, 'route-lost').some(({ before }) => before.peerId === two));
    const moved = ofType(heard, 'route-changed').find(({ route, before }) => route.nextHop !== before.nextHop);
    assert.deepEqual(
      [moved?.route.peerId, moved?.before.nextHop, moved?.route.nextHop],
      [two, meshed.node(1).peerId, meshed.node(3).peerId],
    );
  });

  test('say nothing of announcements that are only renewed', async () => {
    const meshed = mesh();
    await meshed.clock.runFor(60_000);
    const heard = heardAt(meshed, 0);
    await meshed.clock.runFor(ANNOUNCEMENT_RENEWAL_MS + 60_000);
    for (const { route, before } of ofType(heard, 'route-changed')) assert.notDeepEqual(route, before);
    assert.deepEqual([ofType(heard, 'route-added').length, ofType(heard, 'route-lost').length], [0, 0]);
  });

  test('tell of one packet by the same ID at its origin, between and at its end', async () => {
    const meshed = mesh();
    await meshed.clock.runFor(20_000);
    const [origin, between, end] = [0, 1, 2].map((index) => heardAt(meshed, index)) as [
      RouterEvent[],
      RouterEvent[],
      RouterEvent[],
    ];
    const destination = meshed.node(2).peerId;
    assert.equal(await send(meshed, destination), true);
    const [delivered] = ofType(origin, 'packet-delivered');
    assert.ok(delivered);
    const { id, atMs } = delivered;
    assert.ok(isHexId(id));
    assert.ok(delivered.afterMs >= 40 && delivered.afterMs < 5000);
    assert.ok(atMs <= meshed.clock.wallMs() && atMs > meshed.clock.wallMs() - 5001);
    const facts = { id, destination, bytes: 5, atMs: 0 };
    assert.deepEqual(
      [...ofType(between, 'packet-forwarded'), ...ofType(end, 'packet-received')].map((event) => ({
        ...event,
        atMs: 0,
      })),
      [
        { type: 'packet-forwarded', ...facts },
        { type: 'packet-received', ...facts },
      ],
    );
  });

  test('tell of packets that are not delivered, with the reason of the dead letter', async () => {
    const meshed = mesh();
    await meshed.clock.runFor(20_000);
    const heard = heardAt(meshed, 0);
    assert.equal(await send(meshed, meshed.node(2).peerId, 15), false);
    for (const link of [0, 2]) meshed.cut(link);
    assert.equal(await send(meshed, meshed.node(2).peerId), false);
    const told = ofType(heard, 'packet-dead-lettered').map(({ destination, reason }) => [destination, reason]);
    const letters = meshed.router(0).deadLetters();
    assert.deepEqual(
      told,
      letters.map(({ destination, reason }) => [destination, reason]),
    );
    assert.deepEqual(
      told.map(([, reason]) => reason),
      ['expired', 'no-route'],
    );
  });

  test('tell of packets of others that could not be passed on', async () => {
    const meshed = mesh();
    meshed.cut(3);
    await meshed.clock.runFor(20_000);
    const heard = heardAt(meshed, 1);
    meshed.cut(1);
    assert.equal(await send(meshed, meshed.node(2).peerId, 2000), false);
    assert.deepEqual(
      ofType(heard, 'packet-not-forwarded').map(({ destination, reason }) => [destination, reason]),
      [[meshed.node(2).peerId, 'no-route']],
    );
  });

  test('do not reach those who stopped, and who throws disturbs no delivery', async () => {
    const meshed = mesh();
    let thrown = 0;
    for (const index of [0, 1, 2]) {
      meshed.router(index).onEvent(() => {
        thrown += 1;
        throw new RangeError('a listener');
      });
    }
    const heard: RouterEvent[] = [];
    const stop = meshed.router(0).onEvent((event) => heard.push(event));
    await meshed.clock.runFor(20_000);
    const before = heard.length;
    stop();
    assert.equal(await send(meshed, meshed.node(2).peerId), true);
    assert.equal(heard.length, before);
    assert.ok(before > 0 && thrown > before);
  });
});
