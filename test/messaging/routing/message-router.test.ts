import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError, utf8 } from '../../../src/base/index.ts';
import { peerKeyOf } from '../../../src/messaging/routing/peer-key.ts';
import { decodeFrame, encodeFrame, type RouteFrame } from '../../../src/messaging/routing/route-frame.ts';
import { MAX_HOPS, PROBE_INTERVAL_MS } from '../../../src/messaging/routing/routing-limits.ts';
import { Chances } from '../../simulation/chances.ts';
import { SimulatedMesh, simulatedAnnouncement } from '../../simulation/simulated-mesh.ts';

const CALM = { delayMs: [10, 10], loss: 0, resendMs: 100 } as const;

/** A mesh in which these nodes are joined. */
async function meshOf(size: number, joined: readonly (readonly [number, number, number?])[]): Promise<SimulatedMesh> {
  const mesh = new SimulatedMesh(size, new Chances(1), CALM);
  for (const [a, b, delayMs] of joined) mesh.join(a, b, delayMs);
  await mesh.clock.runFor(20_000);
  return mesh;
}

const line = (size: number): (readonly [number, number])[] =>
  Array.from({ length: size - 1 }, (_, index) => [index, index + 1] as const);

/** Runs a send to its end. */
async function send(
  mesh: SimulatedMesh,
  from: number,
  to: number,
  text: string,
  ttlMs = 5000,
): Promise<ErrorCode | 'delivered'> {
  const sending = mesh
    .router(from)
    .send(mesh.node(to).peerId, utf8(text), { ttlMs })
    .then(
      () => 'delivered' as const,
      (error: unknown) => {
        assert.ok(isQForgeError(error), String(error));
        return error.code;
      },
    );
  await mesh.clock.runFor(ttlMs + 1);
  return sending;
}

describe('message routing', () => {
  test('over several hops: each knows the next, the last one takes the message, the first one hears of it', async () => {
    const mesh = await meshOf(5, line(5));
    assert.equal(await send(mesh, 0, 4, 'across four links'), 'delivered');
    assert.deepEqual(mesh.node(4).received, ['across four links']);
    for (const between of [1, 2, 3]) assert.deepEqual(mesh.node(between).received, []);
    const row = mesh.router(0).routeTo(mesh.node(4).peerId);
    assert.deepEqual([row?.hops, row?.nextHop], [4, mesh.node(1).peerId]);
    assert.equal(mesh.router(2).statistics().relayed, 1);
    assert.equal(mesh.router(4).statistics().received, 1);
  });

  test('takes the faster way, and another when that is cut', async () => {
    // 0 - 1 - 3 is slow, 0 - 2 - 4 - 3 is fast.
    const mesh = await meshOf(5, [
      [0, 1, 200],
      [1, 3, 200],
      [0, 2, 5],
      [2, 4, 5],
      [4, 3, 5],
    ]);
    const nextHop = (): string | undefined => mesh.router(0).routeTo(mesh.node(3).peerId)?.nextHop;
    assert.equal(nextHop(), mesh.node(2).peerId);
    mesh.cut(4);
    assert.equal(await send(mesh, 0, 3, 'while nobody knows of the cut'), 'delivered');
    await mesh.clock.runFor(5000);
    assert.equal(nextHop(), mesh.node(1).peerId);
    assert.equal(await send(mesh, 0, 3, 'afterwards'), 'delivered');
    assert.deepEqual(mesh.node(3).received, ['while nobody knows of the cut', 'afterwards']);
    mesh.raise(4);
    await mesh.clock.runFor(20_000);
    assert.equal(nextHop(), mesh.node(2).peerId);
  });

  test('no way, a broken way and a way that is too long are told apart, and become dead letters', async () => {
    const mesh = await meshOf(MAX_HOPS + 3, line(MAX_HOPS + 2));
    assert.equal(await send(mesh, 0, MAX_HOPS, 'as far as it goes'), 'delivered');
    assert.equal(await send(mesh, 0, MAX_HOPS + 1, 'too far'), 'ROUTE_NONE');
    assert.equal(await send(mesh, 0, MAX_HOPS + 2, 'nowhere'), 'ROUTE_NONE');
    const letters = mesh.router(0).deadLetters();
    assert.deepEqual(
      letters.map(({ destination, reason }) => [destination, reason]),
      [MAX_HOPS + 1, MAX_HOPS + 2].map((index) => [mesh.node(index).peerId, 'no-route']),
    );
    assert.equal(mesh.router(0).statistics().failed['no-route'], 2);
  });

  test('a message that nobody answers for in time is a dead letter with that reason', async () => {
    const mesh = await meshOf(3, line(3));
    const sending = mesh.router(0).send(mesh.node(2).peerId, utf8('slow'), { ttlMs: 30 });
    sending.catch(() => undefined);
    await mesh.clock.runFor(100);
    await assert.rejects(
      sending,
      (error) => isQForgeError(error, 'ROUTE_FAILED') && error.details.reason === 'expired',
    );
  });

  test('concurrent sends do not disturb each other while the table changes under them', async () => {
    const mesh = await meshOf(6, [...line(6), [0, 2], [1, 3], [2, 4], [3, 5]]);
    const results: string[] = [];
    const sends: Promise<unknown>[] = [];
    for (let round = 0; round < 20; round += 1) {
      for (let to = 1; to < 6; to += 1) {
        const text = `${round} to ${to}`;
        const sending = mesh
          .router(0)
          .send(mesh.node(to).peerId, utf8(text), { priority: (round % 4) as 0 | 1 | 2 | 3 });
        sends.push(sending.then(() => results.push(text)));
      }
      if (round % 5 === 0) mesh.cut(round % 4);
      if (round % 5 === 2) mesh.raise((round - 2) % 4);
      await mesh.clock.runFor(300);
    }
    await mesh.clock.runFor(30_000);
    await Promise.all(sends);
    assert.equal(results.length, 100);
    const received = mesh.nodes.flatMap((node) => node.received);
    assert.deepEqual(received.toSorted(), results.toSorted(), 'each message once');
    assert.equal(mesh.router(0).statistics().underWay, 0);
  });
});

describe('a hostile neighbour', () => {
  /** Node 0 with a link to somebody who is no router. */
  async function withStranger(answersProbes = true): Promise<{
    mesh: SimulatedMesh;
    frames: Uint8Array[];
    say: (frame: Uint8Array) => void;
    wasClosed: () => boolean;
  }> {
    const mesh = await meshOf(3, [[0, 1]]);
    const frames: Uint8Array[] = [];
    let closed = false;
    const attached = mesh.router(0).attach({
      peerId: mesh.node(2).peerId,
      post: (frame) => {
        frames.push(frame.slice());
        const isProbe = frame[0] === 1;
        const reply = Uint8Array.of(2, ...frame.subarray(1, 5));
        if (isProbe && answersProbes) mesh.clock.schedule(1, () => attached.receive(reply));
      },
      close: () => {
        closed = true;
      },
    });
    await mesh.clock.runFor(1000);
    return { mesh, frames, say: (frame) => attached.receive(frame), wasClosed: () => closed };
  }

  test('that sends nonsense is dropped', async () => {
    const { mesh, say, wasClosed } = await withStranger();
    say(Uint8Array.of(77, 1, 2, 3));
    assert.ok(wasClosed());
    assert.deepEqual(
      mesh
        .router(0)
        .neighbours()
        .map(({ peerId }) => peerId),
      [mesh.node(1).peerId],
    );
  });

  test('that never answers is dropped when enough probes are lost', async () => {
    const { mesh, wasClosed } = await withStranger(false);
    await mesh.clock.runFor(5 * PROBE_INTERVAL_MS);
    assert.ok(wasClosed());
  });

  test('cannot tell of a destination that has not announced itself: it is asked for the announcement, and held to it', async () => {
    const { mesh, frames, say } = await withStranger();
    const invented = '\u0007'.repeat(32);
    const entry = {
      kind: 'route',
      origin: invented,
      sequence: 1,
      costUs: 1,
      path: [invented],
      announcement: undefined,
    } as const;
    say(encodeFrame({ type: 'update', number: 1, entries: [entry] }));
    const [taken] = takenIn(frames);
    assert.deepEqual(taken?.wanted, [invented]);
    const announcement = simulatedAnnouncement('\u0008'.repeat(32), 1, Number.MAX_SAFE_INTEGER);
    say(encodeFrame({ type: 'update', number: 2, entries: [{ ...entry, announcement }] }));
    await mesh.clock.runFor(1000);
    say(encodeFrame({ type: 'update', number: 3, entries: [{ ...entry, announcement: Uint8Array.of(1) }] }));
    await mesh.clock.runFor(1000);
    assert.equal(mesh.router(0).routes().length, 1);
    assert.equal(mesh.router(0).statistics().entriesRefused, 2);
    assert.deepEqual(
      takenIn(frames).map(({ wanted }) => wanted.length),
      [1, 0, 0],
      'what does not hold is not asked for again',
    );
  });

  test('that claims to have delivered is not believed without a answer; another way is tried', async () => {
    const { mesh, frames, say } = await withStranger();
    const destination = mesh.node(1);
    const real = mesh.router(0).routeTo(destination.peerId);
    assert.equal(real?.hops, 1);
    // It claims a way of no length to node 1, by an announcement of node 1 that it has asked for.
    const first = updatesIn(frames)[0];
    assert.ok(first !== undefined && routeIn(first, destination.peerId).announcement === undefined);
    say(encodeFrame({ type: 'updateTaken', number: first.number, wanted: [peerKeyOf(destination.peerId)] }));
    await mesh.clock.runFor(1000);
    const second = updatesIn(frames)[1];
    assert.ok(second?.entries.length === 1);
    const { origin, announcement, sequence } = routeIn(second, destination.peerId);
    assert.ok(announcement);
    const path = [origin];
    say(
      encodeFrame({
        type: 'update',
        number: 1,
        entries: [{ kind: 'route', origin, sequence, costUs: 0, path, announcement }],
      }),
    );
    await mesh.clock.runFor(100);
    const sending = mesh.router(0).send(destination.peerId, utf8('for one only'), {
      isAnswer: (answer) => Buffer.from(answer).includes(Buffer.from('for one only')),
    });
    await mesh.clock.runFor(20);
    const forward = frames.find((frame) => frame[0] === 5);
    if (forward !== undefined) say(Uint8Array.of(6, ...forward.subarray(1, 5), 0, 1, 2, 3));
    await mesh.clock.runFor(20_000);
    await sending;
    assert.ok(forward, 'it was tried first');
    assert.deepEqual(destination.received, ['for one only']);
  });
});

/** The updates among frames. */
function updatesIn(frames: readonly Uint8Array[]): readonly Extract<RouteFrame, { type: 'update' }>[] {
  return frames.map((frame) => decodeFrame(frame)).filter((frame) => frame.type === 'update');
}

/** The answers to updates among frames. */
function takenIn(frames: readonly Uint8Array[]): readonly Extract<RouteFrame, { type: 'updateTaken' }>[] {
  return frames.map((frame) => decodeFrame(frame)).filter((frame) => frame.type === 'updateTaken');
}

/** What an update says of a destination. */
function routeIn({ entries }: Extract<RouteFrame, { type: 'update' }>, peerId: string) {
  const entry = entries.find(({ origin }) => origin === peerKeyOf(peerId));
  assert.ok(entry?.kind === 'route');
  return entry;
}
