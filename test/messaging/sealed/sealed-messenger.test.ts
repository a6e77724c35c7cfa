import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError, QForgeError } from '../../../src/base/index.ts';
import { MAX_PAYLOAD_BYTES, type MailboxStore } from '../../../src/messaging/index.ts';
import { flipped } from '../../crypto/damage.ts';
import { MessagingPeer, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';
import { bytesOf, MessengerRig, textOf } from './messenger-rig.ts';
import { RoutedPair } from './routed-pair.ts';

const rejectsWith =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isQForgeError(error, code);

describe('sealed messages by mailbox', () => {
  test('wait for a peer that is away, and come once', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob] = [await rig.newPeer(), await rig.newPeer()];
    const sent = await alice.messenger.send(bob.peerId, bytesOf('while you were away'));
    assert.deepEqual(sent.sent, [{ peerId: bob.peerId, outcome: 'stored', prekey: 'one-time' }]);
    assert.deepEqual(sent.failures, []);
    const [message] = await rig.received(bob, 1);
    assert.ok(message);
    assert.equal(textOf(message), 'while you were away');
    assert.deepEqual([message.sender, message.id, message.way], [alice.peerId, sent.id, 'mailbox']);
    await message.acknowledge();
    await assert.rejects(message.acknowledge(), rejectsWith('SEALED_REPLAYED'));
    assert.equal((await rig.mailboxes.usage(bob.peerId)).messages, 0);
    assert.deepEqual(await rig.receivedUntilEmpty(rig.join(bob.peer)), []);
  });

  test('come again after a restart until they are acknowledged, then never, wherever the crash was', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob] = [await rig.newPeer(), await rig.newPeer()];
    await alice.messenger.send(bob.peerId, bytesOf('x'));
    const [first] = await rig.received(bob, 1);
    assert.ok(first, 'crash before the acknowledgement');
    rig.clock.nowMs += 60_000;
    // This device crashes when its own state has it as taken and the store does not know.
    const deaf: MailboxStore = Object.create(rig.mailboxes, {
      acknowledge: {
        value: () => Promise.reject(new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: 'x', reason: 'gone' })),
      },
    }) as MailboxStore;
    for (const name of ['collect', 'watch', 'usage', 'refuse'] as const) {
      Object.defineProperty(deaf, name, { value: rig.mailboxes[name].bind(rig.mailboxes) });
    }
    const second = rig.join(bob.peer, deaf);
    const [again] = await rig.received(second, 1);
    assert.ok(again);
    assert.equal(again.id, first.id);
    await assert.rejects(again.acknowledge(), rejectsWith('MAIL_STORE_UNAVAILABLE'));
    rig.clock.nowMs += 60_000;
    assert.deepEqual(await rig.receivedUntilEmpty(rig.join(bob.peer)), []);
    assert.deepEqual(await rig.mailboxes.usage(bob.peerId), { messages: 0, bytes: 0, deadLetters: 0 });
  });

  test('to a group go to each that can be sent to; who cannot is named', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob, carol] = [await rig.newPeer(), await rig.newPeer(), await rig.newPeer()];
    const stranger = await MessagingPeer.make();
    const sent = await alice.messenger.send([bob.peerId, stranger.peerId, carol.peerId], bytesOf('to all'));
    assert.deepEqual(sent.sent.map(({ peerId }) => peerId).toSorted(), [bob.peerId, carol.peerId].toSorted());
    assert.deepEqual(
      sent.failures.map(({ peerId, error }) => [peerId, error.code]),
      [[stranger.peerId, 'PREKEY_MISSING']],
    );
    for (const peer of [bob, carol]) {
      const [message] = await rig.received(peer, 1);
      assert.equal(message && textOf(message), 'to all');
      assert.deepEqual(message?.recipients.toSorted(), [bob.peerId, carol.peerId].toSorted());
    }
    await assert.rejects(alice.messenger.send(stranger.peerId, bytesOf('x')), rejectsWith('PREKEY_MISSING'));
  });

  test('that cannot be taken become dead letters with their reason, and hold nothing up', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob, mallory] = [await rig.newPeer(), await rig.newPeer(), await rig.newPeer()];
    rig.unwelcome.add(mallory.peerId);
    const [fresh] = await alice.peer.seal(bytesOf('x'), [bob.peer]);
    const [forCarol] = await alice.peer.seal(bytesOf('x'), [await MessagingPeer.make()]);
    assert.ok(fresh && forCarol);
    let number = 0;
    const deposit = (envelope: Uint8Array, sender = alice.peerId): Promise<unknown> => {
      number += 1;
      const id = number.toString(16).padStart(32, '0');
      return rig.mailboxes.deposit({ recipient: bob.peerId, sender, id, envelope, expiresAtMs: TOMORROW_MS });
    };
    await deposit(flipped(fresh.envelope, fresh.envelope.length - 1));
    await deposit(flipped(fresh.envelope, 2));
    await deposit(flipped(fresh.envelope, 40));
    await deposit(forCarol.envelope);
    const [hostile] = await mallory.peer.seal(bytesOf('x'), [bob.peer]);
    await deposit(hostile?.envelope ?? new Uint8Array(0), mallory.peerId);
    await deposit(fresh.envelope);
    await alice.messenger.send(bob.peerId, bytesOf('behind all that'));
    const messages = await rig.received(bob, 2);
    assert.deepEqual(messages.map(textOf), ['x', 'behind all that']);
    // The same message again, in the name of another: what it is sealed to is gone by then.
    for (const message of messages) await message.acknowledge();
    await deposit(fresh.envelope);
    await rig.receivedUntilEmpty(rig.join(bob.peer));
    const letters = await rig.mailboxes.deadLetters(bob.peerId);
    assert.deepEqual(letters.map(({ reason }) => reason).toReversed(), [
      'damaged',
      'suite-unknown',
      'prekey-gone',
      'not-for-us',
      'sender-unwelcome',
      'prekey-gone',
    ]);
  });

  test('under a last-resort prekey are taken once too: a repetition is a dead letter', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob] = [await rig.newPeer(), await rig.newPeer()];
    const [sealed] = await alice.peer.seal(bytesOf('x'), [bob.peer], { kind: 'last-resort' });
    assert.ok(sealed);
    const deposit = (id: string): Promise<unknown> =>
      rig.mailboxes.deposit({
        recipient: bob.peerId,
        sender: alice.peerId,
        id,
        envelope: sealed.envelope,
        expiresAtMs: TOMORROW_MS,
      });
    await deposit('01'.repeat(16));
    const [message] = await rig.received(bob, 1);
    await message?.acknowledge();
    await deposit('02'.repeat(16));
    assert.deepEqual(await rig.receivedUntilEmpty(rig.join(bob.peer)), []);
    const [letter] = await rig.mailboxes.deadLetters(bob.peerId);
    assert.equal(letter?.reason, 'replayed');
  });

  test('over the quota, too long, or to nobody: refused with an error that says so', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob] = [await rig.newPeer(), await rig.newPeer()];
    for (let count = 0; count < 20; count += 1) await alice.messenger.send(bob.peerId, bytesOf(String(count)));
    await assert.rejects(alice.messenger.send(bob.peerId, bytesOf('one more')), rejectsWith('MAIL_QUOTA'));
    await assert.rejects(
      alice.messenger.send(alice.peerId, new Uint8Array(MAX_PAYLOAD_BYTES + 1), { way: 'mailbox' }),
      rejectsWith('SEALED_TOO_LARGE'),
    );
    await assert.rejects(alice.messenger.send([], bytesOf('x')), rejectsWith('ARGUMENT_INVALID'));
    assert.equal((await rig.received(bob, 20)).length, 20);
  });
});

test('a store that never answers does not keep a messenger that ends', async () => {
  const rig = await MessengerRig.make();
  const asked = Promise.withResolvers<void>();
  const silent: Pick<MailboxStore, 'watch' | 'collect'> = {
    watch: (_owner, onMail) => {
      onMail();
      return Promise.resolve(() => undefined);
    },
    collect: () => {
      asked.resolve();
      return new Promise<never>(() => undefined);
    },
  };
  const { messenger } = rig.join(await MessagingPeer.make(), silent as MailboxStore);
  await messenger.receiveMail();
  await asked.promise;
  await rig.clock.time.settled(messenger[Symbol.asyncDispose](), 10_000);
});

describe('prekeys', () => {
  test('are used once each; the last resort serves when none is left', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob] = [await rig.newPeer(), await rig.newPeer()];
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'last-resort') {
      const { sent } = await alice.messenger.send(bob.peerId, bytesOf('x'));
      kinds.push(sent[0]?.prekey ?? '');
      for (const mail of await rig.mailboxes.collect(bob.peerId)) await rig.mailboxes.acknowledge(bob.peerId, mail);
    }
    assert.equal(kinds.length, 51);
    await bob.messenger.refreshPrekeys();
    assert.equal(await rig.directory.remaining(bob.peerId), 50);
  });

  test('that somebody has put there for another are passed over, and a directory full of them is refused', async () => {
    const rig = await MessengerRig.make();
    const [alice, bob, mallory] = [await rig.newPeer(), await rig.newPeer(), await rig.newPeer()];
    const forged = async (): Promise<void> => {
      const signedPrekey = await rig.directory.take(mallory.peerId);
      assert.ok(signedPrekey);
      const lastResort = { id: '0f'.repeat(16), signedPrekey, expiresAtMs: TOMORROW_MS };
      await rig.directory.withdraw(bob.peerId);
      await rig.directory.publish(bob.peerId, { lastResort });
    };
    await forged();
    await assert.rejects(
      alice.messenger.send(bob.peerId, bytesOf('x')),
      (error) => isQForgeError(error, 'PREKEY_INVALID') && /somebody else/u.test(error.message),
    );
  });

  test('of the last resort are replaced every week, and come back if the directory has lost them', async () => {
    const rig = await MessengerRig.make();
    const bob = await rig.newPeer();
    const first = bob.peer.vault.lastResort?.id;
    await rig.directory.withdraw(bob.peerId);
    await bob.messenger.refreshPrekeys();
    assert.equal(bob.peer.vault.lastResort?.id, first);
    assert.ok(await rig.directory.take(bob.peerId));
    rig.clock.nowMs = NOW_MS + 7 * 86_400_000 - 1;
    await bob.messenger.refreshPrekeys();
    assert.equal(bob.peer.vault.lastResort?.id, first);
    rig.clock.nowMs += 1;
    await bob.messenger.refreshPrekeys();
    assert.notEqual(bob.peer.vault.lastResort?.id, first);
    assert.ok(bob.peer.vault.find(first ?? ''), 'messages may still be on their way to the old one');
  });
});

describe('sealed messages along a route', () => {
  const TTL_MS = 300;
  const never = (): Promise<never> => new Promise(() => undefined);

  test('have their time for the prekey, too: who does not answer for one does not hold the sender longer', async () => {
    const pair = await RoutedPair.make();
    pair.bobTakes = never;
    const startedMs = pair.clock.monotonicMs();
    const sending = pair.alice.messenger.send(pair.bob.peer.peerId, bytesOf('x'), { ttlMs: TTL_MS });
    const ended = assert.rejects(sending, rejectsWith('ROUTE_FAILED')).then(() => pair.clock.monotonicMs() - startedMs);
    let afterMs: number | undefined;
    void ended.then((value) => (afterMs = value));
    await pair.until(() => afterMs !== undefined);
    assert.ok((afterMs ?? 0) >= TTL_MS && (afterMs ?? 0) <= TTL_MS + 2, `${afterMs} ms`);
  });

  test('have what the prekey has left of their time, and no more', async () => {
    const pair = await RoutedPair.make();
    let payloads = 0;
    pair.bobTakes = async (payload) => {
      payloads += 1;
      if (payloads > 1) return never();
      await new Promise<void>((resolve) => pair.clock.schedule(TTL_MS / 2, resolve));
      return pair.bob.messenger.deliver(payload);
    };
    const startedMs = pair.clock.monotonicMs();
    let afterMs: number | undefined;
    const sending = pair.alice.messenger.send(pair.bob.peer.peerId, bytesOf('x'), { ttlMs: TTL_MS, priority: 3 });
    const ended = assert.rejects(sending, rejectsWith('ROUTE_FAILED'));
    void ended.then(() => (afterMs = pair.clock.monotonicMs() - startedMs));
    await pair.until(() => afterMs !== undefined);
    assert.equal(payloads, 2, 'the request and the message');
    assert.ok((afterMs ?? 0) <= TTL_MS + 2, `${afterMs} ms`);
    await ended;
  });

  test('with a time that no route takes are refused as an argument', async () => {
    const pair = await RoutedPair.make();
    for (const ttlMs of [0, -1, Number.NaN, 60_001]) {
      const sending = pair.alice.messenger.send(pair.bob.peer.peerId, bytesOf('x'), { ttlMs });
      await assert.rejects(sending, rejectsWith('ARGUMENT_INVALID'), String(ttlMs));
    }
  });
});
