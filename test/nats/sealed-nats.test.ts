import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { headers } from '@nats-io/transport-node';
import { type ErrorCode, isQForgeError, systemClock } from '../../src/base/index.ts';
import { SqliteDirectory } from '../../src/messaging/index.ts';
import { whyNoNats } from '../messaging/nats/nats-rig.ts';
import { until } from '../until.ts';
import { bytesOf, collect, Mallory, newIdentity, SealedDevice, sharedServer, textOf } from './sealed-rig.ts';

const CANARY = 'canary-7f1c: the price is 42';
const code = (wanted: ErrorCode) => (error: unknown) => isQForgeError(error, wanted);

describe('sealed messages on a real nats-server', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  const server = sharedServer();

  test('who has all rights on the server sees the canary nowhere; the peer it is for reads it', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    const opened = await collect(bob, 'orders.*');
    const sent = await alice.sealed.publish('orders.new', bytesOf(CANARY), { to: bob.peerId });
    await until(() => opened.length === 1);
    const [message] = opened;
    assert.ok(message !== undefined);
    assert.deepEqual(
      [textOf(message), message.subject, message.sender, message.id, message.recipients, message.respond],
      [CANARY, 'orders.new', alice.peerId, sent.id, [bob.peerId], undefined],
    );
    await mallory.on('orders.new');
    assert.equal(mallory.seen.filter(({ data }) => Buffer.from(data).includes('canary')).length, 0);
    // The same search finds what is published plainly.
    alice.connection.publish('orders.plain', CANARY);
    await mallory.on('orders.plain');
    assert.equal(mallory.seen.filter(({ data }) => Buffer.from(data).includes('canary')).length, 1);
    assert.equal(alice.metrics.values.get('qforge_nats_sent_total{kind=message}'), 1);
    assert.equal(bob.metrics.values.get('qforge_nats_received_total{outcome=message}'), 1);
  });

  test('moved, replayed and plain messages are refused, each with its code, and counted', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    const opened = await collect(bob, 'doors.*');
    await alice.sealed.publish('doors.open', bytesOf('the front door'), { to: bob.peerId });
    const [packet] = await mallory.on('doors.open');
    assert.ok(packet !== undefined);
    await mallory.publish('doors.close', packet);
    await mallory.publish('doors.open', packet);
    await mallory.publish('doors.open', bytesOf('{"door":"front"}'));
    assert.deepEqual(await bob.reasons(3), ['wrong-subject', 'replayed', 'unsealed']);
    assert.deepEqual(
      bob.refusals.map(({ error, subject }) => [error.code, subject]),
      [
        ['NATS_SUBJECT_MISMATCH', 'doors.close'],
        ['SEALED_REPLAYED', 'doors.open'],
        ['NATS_UNSEALED', 'doors.open'],
      ],
    );
    assert.deepEqual(opened.map(textOf), ['the front door']);
    assert.deepEqual(bob.sealed.statistics().refused, { 'wrong-subject': 1, replayed: 1, unsealed: 1 });
    assert.equal(bob.metrics.values.get('qforge_nats_received_total{outcome=wrong-subject}'), 1);
  });

  test('a bit flipped anywhere in a message of which no copy arrived is refused', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    await alice.sealed.publish('flips', bytesOf('whole'), { to: bob.peerId });
    const [packet] = await mallory.on('flips');
    assert.ok(packet !== undefined);
    const opened = await collect(bob, 'flips');
    // Magic, counts, each field of the head, and every 97th byte of the rest.
    const places = [0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 42, 43, 59, 75, 82, 83, 1202, 1203, 1250, 1251];
    for (let at = 1300; at < packet.length; at += 97) places.push(at);
    places.push(packet.length - 1);
    for (const at of places) {
      const flipped = packet.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      await mallory.publish('flips', flipped);
    }
    const reasons = await bob.reasons(places.length);
    const allowed = new Set(['unsealed', 'damaged', 'suite-unknown', 'not-for-us', 'prekey-gone', 'expired']);
    assert.deepEqual(
      reasons.filter((reason) => !allowed.has(reason)),
      [],
    );
    assert.ok(reasons.filter((reason) => reason === 'damaged').length > places.length / 2);
    assert.equal(opened.length, 0);
    // None of that has used the message up.
    await mallory.publish('flips', packet);
    await until(() => opened.length === 1);
  });

  test('an expired message is refused, and one of a sender that is not welcome', async () => {
    await using alice = await SealedDevice.join(await server());
    await using eve = await SealedDevice.join(await server());
    const welcomes = (peerId: string): boolean => peerId === alice.peerId;
    await using bob = await SealedDevice.join(await server(), { welcomes });
    const opened = await collect(bob, 'timed');
    await eve.sealed.publish('timed', bytesOf('from eve'), { to: bob.peerId });
    assert.deepEqual(await bob.reasons(1), ['sender-unknown']);
    bob.clock.shiftMs = 2000;
    await alice.sealed.publish('timed', bytesOf('too late'), { to: bob.peerId, expiresInMs: 1000 });
    assert.deepEqual(await bob.reasons(2), ['sender-unknown', 'expired']);
    await alice.sealed.publish('timed', bytesOf('in time'), { to: bob.peerId, expiresInMs: 60_000 });
    await until(() => opened.length === 1);
    assert.deepEqual(
      bob.refusals.map(({ error }) => error.code),
      ['NATS_SENDER_UNKNOWN', 'SEALED_EXPIRED'],
    );
  });

  test('a group of two opens one payload; a third, to whom it is not sealed, does not', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    await using carol = await SealedDevice.join(await server());
    await using dave = await SealedDevice.join(await server());
    const [atBob, atCarol, atDave] = [
      await collect(bob, 'group'),
      await collect(carol, 'group'),
      await collect(dave, 'group'),
    ];
    const to = [bob.peerId, carol.peerId];
    const { recipients } = await alice.sealed.publish('group', bytesOf(CANARY), { to });
    await until(() => atBob.length === 1 && atCarol.length === 1);
    assert.deepEqual(await dave.reasons(1), ['not-for-us']);
    assert.equal(atDave.length, 0);
    assert.deepEqual(atBob.map(textOf), atCarol.map(textOf));
    assert.deepEqual(recipients.toSorted(), to.toSorted());
    assert.deepEqual(atBob[0]?.recipients.toSorted(), to.toSorted());
    assert.equal((await mallory.on('group')).length, 1);
    // Bob moves what alice wrote to both: carol sees through it as well.
    const [packet] = await mallory.on('group');
    bob.connection.publish('group', packet);
    assert.deepEqual(await carol.reasons(1), ['replayed']);
  });

  test('a request is answered by who was asked; neither is readable, headers are kept and not trusted', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    const service = await bob.sealed.subscribe('price.*', { queue: 'prices' });
    const serve = async (): Promise<void> => {
      for await (const message of service) {
        assert.equal(message.untrustedHeaders?.get('trace'), 'abc');
        await message.respond?.(bytesOf(`canary for ${textOf(message)}`));
      }
    };
    const serving = serve();
    const marked = headers();
    marked.set('trace', 'abc');
    const answer = await alice.sealed.request('price.tea', bytesOf('tea'), { to: bob.peerId, headers: marked });
    assert.deepEqual([textOf(answer), answer.sender], ['canary for tea', bob.peerId]);
    assert.equal(mallory.seen.filter(({ data }) => Buffer.from(data).includes('canary')).length, 0);
    assert.deepEqual(alice.sealed.statistics().sent, { message: 0, request: 1, answer: 0 });
    assert.deepEqual(bob.sealed.statistics().sent, { message: 0, request: 0, answer: 1 });
    await service[Symbol.asyncDispose]();
    await serving;
  });

  test('an answer of somebody else, a plain one and an old one are passed over until the right one comes', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    await using eve = await SealedDevice.join(await server());
    const requests = await collect(bob, 'ask');
    const asking = (): ReturnType<typeof alice.sealed.request> =>
      alice.sealed.request('ask', bytesOf('first'), { to: [bob.peerId], timeoutMs: 20_000 });
    const inboxOf = async (count: number): Promise<string> => {
      await mallory.on('ask', count);
      return mallory.seen.filter(({ subject }) => subject === 'ask').at(count - 1)?.reply ?? '';
    };
    const first = asking();
    await until(() => requests.length === 1);
    await requests[0]?.respond?.(bytesOf('one'));
    assert.equal(textOf(await first), 'one');
    const [old] = await mallory.on(await inboxOf(1));
    assert.ok(old !== undefined);

    const second = asking();
    const inbox = await inboxOf(2);
    await mallory.publish(inbox, bytesOf('a plain answer'));
    await mallory.publish(inbox, old);
    await eve.sealed.publish(inbox, bytesOf('of eve'), { to: alice.peerId });
    assert.deepEqual((await alice.reasons(3)).toSorted(), ['sender-unknown', 'unsealed', 'wrong-subject']);
    await until(() => requests.length === 2);
    await requests[1]?.respond?.(bytesOf('two'));
    assert.equal(textOf(await second), 'two');
  });

  test('the answer goes where the asker has signed, wherever the server says', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    // Bob has not subscribed yet, and mallory, who has, does not answer.
    const asking = alice.sealed.request('redirect', bytesOf('?'), { to: bob.peerId, timeoutMs: 20_000 });
    const [packet] = await mallory.on('redirect');
    const opened = await collect(bob, 'redirect');
    mallory.connection.publish('redirect', packet, { reply: 'mallory.inbox' });
    await until(() => opened.length === 1);
    await opened[0]?.respond?.(bytesOf('!'));
    assert.equal(textOf(await asking), '!');
    await mallory.connection.flush();
    assert.equal(mallory.seen.filter(({ subject }) => subject === 'mallory.inbox').length, 0);
  });

  test('a request that nobody hears or answers, and one that is called off, end with their codes', async () => {
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    const ask = (subject: string, options: object): Promise<unknown> =>
      alice.sealed.request(subject, bytesOf('?'), { to: bob.peerId, ...options });
    await assert.rejects(ask('nobody', {}), code('NATS_UNANSWERED'));
    const requests = await collect(bob, 'silent');
    await assert.rejects(ask('silent', { timeoutMs: 200 }), code('NATS_UNANSWERED'));
    const controller = new AbortController();
    const pending = ask('silent', { timeoutMs: 60_000, signal: controller.signal });
    void until(() => requests.length === 2).then(() => controller.abort());
    await assert.rejects(pending, code('CANCELLED'));
    await assert.rejects(ask('silent', { signal: AbortSignal.abort() }), code('CANCELLED'));
  });

  test('a signal and the end of the device end iterations; a second end does nothing', async () => {
    await using alice = await SealedDevice.join(await server());
    const controller = new AbortController();
    const count = async (subscription: AsyncIterable<unknown>): Promise<number> => {
      let messages = 0;
      for await (const _ of subscription) messages += 1;
      return messages;
    };
    const first = count(await alice.sealed.subscribe('ends', { signal: controller.signal }));
    controller.abort();
    assert.equal(await first, 0);
    assert.equal(await count(await alice.sealed.subscribe('ends', { signal: controller.signal })), 0);
    const second = count(await alice.sealed.subscribe('ends'));
    await alice.sealed[Symbol.asyncDispose]();
    assert.equal(await second, 0);
    await alice.sealed[Symbol.asyncDispose]();
    assert.equal(alice.connection.isClosed(), false);
  });

  test('nothing is published for a peer without prekey, to a wildcard, too large, or on a closed connection', async () => {
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    const { peerId: nobody } = newIdentity();
    const publish = (subject: string, to: string | readonly string[], bytes = 10): Promise<unknown> =>
      alice.sealed.publish(subject, new Uint8Array(bytes), { to });
    await assert.rejects(publish('a', nobody), code('PREKEY_MISSING'));
    await assert.rejects(publish('a.*', bob.peerId), code('ARGUMENT_INVALID'));
    await assert.rejects(publish('a', []), code('ARGUMENT_INVALID'));
    await assert.rejects(publish('a', bob.peerId, 800_000), code('SEALED_TOO_LARGE'));
    const { failures, recipients } = await alice.sealed.publish('a', bytesOf('x'), { to: [nobody, bob.peerId] });
    assert.deepEqual([failures.map(({ peerId }) => peerId), recipients], [[nobody], [bob.peerId]]);
    await alice.connection.close();
    await assert.rejects(publish('a', bob.peerId), code('NATS_UNAVAILABLE'));
  });

  test('what was taken stays taken after a restart, and what was not is still opened', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-nats-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const again = { identity: newIdentity(), vault: join(folder, 'vault.sqlite') };
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    {
      await using bob = await SealedDevice.join(await server(), again);
      const opened = await collect(bob, 'restart.a');
      await alice.sealed.publish('restart.a', bytesOf('taken'), { to: bob.peerId });
      await until(() => opened.length === 1);
      await alice.sealed.publish('restart.b', bytesOf('missed'), { to: bob.peerId });
      await mallory.on('restart.b');
    }
    await using bob = await SealedDevice.join(await server(), again);
    const opened = await collect(bob, 'restart.*');
    for (const subject of ['restart.a', 'restart.b']) {
      const [packet] = await mallory.on(subject);
      await mallory.publish(subject, packet ?? new Uint8Array());
    }
    await until(() => opened.length === 1);
    assert.deepEqual([await bob.reasons(1), opened.map(textOf)], [['replayed'], ['missed']]);
  });

  test('with a vault in memory nothing older is opened after a restart, replayed or new', async () => {
    await using mallory = await Mallory.join(await server());
    await using alice = await SealedDevice.join(await server());
    const identity = newIdentity();
    const to = identity.peerId;
    {
      await using bob = await SealedDevice.join(await server(), { identity });
      const opened = await collect(bob, 'memory');
      await alice.sealed.publish('memory', bytesOf('taken'), { to });
      await until(() => opened.length === 1);
    }
    await using bob = await SealedDevice.join(await server(), { identity });
    const opened = await collect(bob, 'memory');
    const [packet] = await mallory.on('memory');
    await mallory.publish('memory', packet ?? new Uint8Array());
    await alice.sealed.publish('memory', bytesOf('to the old prekey'), { to });
    assert.deepEqual([await bob.reasons(2), opened.length], [['prekey-gone', 'prekey-gone'], 0]);
  });

  test('with a directory prekeys come from there, and one-time ones are used once', async () => {
    await using directory = await SqliteDirectory.open(':memory:', { clock: systemClock });
    await using alice = await SealedDevice.join(await server(), { directory });
    await using bob = await SealedDevice.join(await server(), { directory });
    const opened = await collect(bob, 'directory');
    const before = await directory.remaining(bob.peerId);
    await alice.sealed.publish('directory', bytesOf('hello'), { to: bob.peerId });
    await until(() => opened.length === 1);
    assert.equal(await directory.remaining(bob.peerId), before - 1);
    assert.equal(bob.sealed.statistics().prekeysServed, 0);
  });
});
