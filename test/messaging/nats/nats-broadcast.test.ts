import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BroadcastMessage } from '../../../src/messaging/index.ts';
import { MAX_ENVELOPE_BYTES } from '../../../src/messaging/index.ts';
import { unverifiedPresence } from '../../../src/messaging/nats/nats-presence.ts';
import { until } from '../../until.ts';
import { bob, carol, emptyCluster, openAs, sharedCluster, whyNoNats } from './nats-rig.ts';

describe('what a cluster tells all', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  const cluster = sharedCluster();

  test('a broadcast comes to all who listen, in order, once for an ID', async () => {
    await emptyCluster(await cluster());
    await using validator = await openAs(await cluster(), 'carol');
    await using gateway = await openAs(await cluster(), 'gateway');
    const heard: BroadcastMessage[][] = [[], []];
    const stops = await Promise.all(
      [validator, gateway].map(({ broadcast }, index) =>
        broadcast.subscribe('votes', (message) => {
          heard[index]?.push(message);
          return Promise.resolve();
        }),
      ),
    );
    for (let number = 0; number < 20; number++) {
      await validator.broadcast.publish('votes', `vote-${number}`, Uint8Array.of(number));
      await gateway.broadcast.publish('votes', `vote-${number}`, Uint8Array.of(99));
      await gateway.broadcast.publish('other', `vote-${number}`, Uint8Array.of(98));
    }
    await until(() => heard.every((messages) => messages.length >= 20));
    for (const messages of heard) {
      assert.deepEqual(
        messages.map(({ bytes }) => bytes[0]),
        Array.from({ length: 20 }, (_, number) => number),
      );
      assert.deepEqual(
        messages.map(({ id }) => id),
        Array.from({ length: 20 }, (_, number) => `vote-${number}`),
      );
    }
    await Promise.all(stops.map((stop) => stop()));
  });

  test('a listener goes on from a position, and gets again what it did not take', async () => {
    await emptyCluster(await cluster());
    await using engine = await openAs(await cluster(), 'carol');
    for (const number of [1, 2, 3]) await engine.broadcast.publish('log', String(number), Uint8Array.of(number));
    const first: BroadcastMessage[] = [];
    const stop = await engine.broadcast.subscribe(
      'log',
      (message) => {
        first.push(message);
        return Promise.resolve();
      },
      { after: 0 },
    );
    await until(() => first.length === 3);
    await stop();
    const again: string[] = [];
    const stopAgain = await engine.broadcast.subscribe(
      'log',
      ({ id }) => {
        again.push(id);
        return again.length === 1 ? Promise.reject(new RangeError('not now')) : Promise.resolve();
      },
      { after: first[0]?.position ?? 0 },
    );
    await until(() => again.length === 3);
    await stopAgain();
    assert.deepEqual(again, ['2', '2', '3']);
  });

  test('what is too long, or about what is no subject, is not published', async () => {
    await using engine = await openAs(await cluster(), 'carol');
    const tooLong = new Uint8Array(MAX_ENVELOPE_BYTES + 1);
    await assert.rejects(engine.broadcast.publish('log', 'a', tooLong), { code: 'SEALED_TOO_LARGE' });
    await assert.rejects(engine.broadcast.publish('>', 'a', new Uint8Array(1)), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(engine.broadcast.publish('log', 'a b', new Uint8Array(1)), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(
      engine.broadcast.subscribe('*', () => Promise.resolve()),
      { code: 'ARGUMENT_INVALID' },
    );
  });

  test('presence is what a peer said last, until it ends', async () => {
    await emptyCluster(await cluster());
    let nowMs = 1_800_000_000_000;
    const { systemClock } = await import('../../../src/base/index.ts');
    const clock = { ...systemClock, wallMs: () => nowMs };
    await using ours = await openAs(await cluster(), 'carol', { clock });
    await using gateway = await openAs(await cluster(), 'gateway', { clock });
    assert.equal(await gateway.presence.find(carol), undefined);
    await ours.presence.announce(carol, 1000);
    await ours.presence.announce(carol, 5000, 'tcp://carol.example:7700');
    await gateway.presence.announce(bob, 2000);
    const present = { peerId: carol, untilMs: nowMs + 5000, address: 'tcp://carol.example:7700' };
    assert.deepEqual(await gateway.presence.find(carol), present);
    assert.equal((await gateway.presence.list()).length, 2);
    nowMs += 3000;
    assert.deepEqual(await gateway.presence.list(), [present]);
    await ours.presence.leave(carol);
    assert.deepEqual([await gateway.presence.find(carol), await gateway.presence.list()], [undefined, []]);
  });
});

test('what has no end, or is nothing of the kind, is no presence', () => {
  const said = (text: string): unknown => unverifiedPresence(Buffer.from(text));
  assert.deepEqual(said('{"untilMs":1900000000000,"address":"tcp://h:1"}'), {
    untilMs: 1_900_000_000_000,
    address: 'tcp://h:1',
  });
  assert.deepEqual(said('{"untilMs":1}'), { untilMs: 1, address: undefined });
  for (const text of [
    '{"untilMs":1e9994}',
    '{"untilMs":1.5}',
    '{"untilMs":9007199254740992}',
    '{"untilMs":"1"}',
    '{}',
    '[]',
    'x',
  ]) {
    assert.equal(said(text), undefined, text);
  }
  assert.equal(said('{"untilMs":1,"address":7}'), undefined);
  assert.equal(said(`{"untilMs":1,"address":"${'x'.repeat(1024)}"}`), undefined);
});
