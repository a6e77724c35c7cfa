import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type ErrorCode, isQForgeError } from '../../../src/base/index.ts';
import { formatPeerId } from '../../../src/handshake/index.ts';
import {
  type Directory,
  MAX_ENVELOPE_BYTES,
  MAX_ONE_TIME_PREKEYS,
  MAX_SIGNED_PREKEY_BYTES,
  type Mail,
  type MailboxStore,
  type StoredMail,
} from '../../../src/messaging/index.ts';

/** Messages of one sender that the engines under test take. */
export const QUOTA_MESSAGES = 8;

/** An engine under test, with nothing in it. Its limit is {@link QUOTA_MESSAGES} messages of one sender. */
export interface EngineUnderTest {
  readonly mailboxes: MailboxStore;
  readonly directory: Directory;
  /** Wall-clock time of the engine. */
  readonly nowMs: () => number;
  /** Resolves when so much time has passed for the engine. */
  readonly passes: (ms: number) => Promise<void>;
}

/** The shortest lease and expiry that every engine keeps. */
const SHORT_MS = 1500;
const HOUR_MS = 3_600_000;

/** PeerIds of nobody, each another. */
const peer = (number: number): string => formatPeerId(new Uint8Array(32).fill(number));
const [alice, bob, carol] = [peer(1), peer(2), peer(3)];
const idOf = (number: number): string => number.toString(16).padStart(32, '0');
const bytesOf = (number: number, length = 100): Uint8Array => new Uint8Array(length).fill(number);
const refusedWith =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isQForgeError(error, code);

/** Holds an engine to docs/spec/mailboxes.md. `open` is called for every test, with cleaning up registered there. */
export function engineConformance(name: string, open: (t: TestContext) => Promise<EngineUnderTest>): void {
  describe(`mailboxes of ${name}`, () => mailboxConformance(open));
  describe(`directory of ${name}`, () => directoryConformance(open));
}

type Open = (t: TestContext) => Promise<EngineUnderTest>;

function mailTo(engine: EngineUnderTest, number: number, changes: Partial<Mail> = {}): Mail {
  return {
    recipient: bob,
    sender: alice,
    id: idOf(number),
    envelope: bytesOf(number),
    expiresAtMs: engine.nowMs() + HOUR_MS,
    ...changes,
  };
}

const idsOf = (mail: readonly { readonly id: string }[]): readonly string[] => mail.map(({ id }) => id);

/** Collects until there is as much as was asked for: an engine may give less at once. */
async function collect(
  mailboxes: MailboxStore,
  owner: string,
  count: number,
  leaseMs = HOUR_MS,
): Promise<StoredMail[]> {
  const found: StoredMail[] = [];
  for (let tries = 0; tries < 50 && found.length < count; tries += 1) {
    found.push(...(await mailboxes.collect(owner, { maxItems: count - found.length, leaseMs })));
  }
  return found;
}

function mailboxConformance(open: Open): void {
  test('give what was put in, in its order, to its owner alone', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    for (const number of [1, 2, 3]) assert.equal(await mailboxes.deposit(mailTo(engine, number)), 'stored');
    await mailboxes.deposit(mailTo(engine, 4, { recipient: carol }));
    const listed = await mailboxes.list(bob);
    assert.deepEqual(idsOf(listed), [1, 2, 3].map(idOf));
    assert.equal(listed[0]?.bytes, 100);
    assert.deepEqual(await mailboxes.usage(bob), { messages: 3, bytes: 300, deadLetters: 0 });
    const collected = await collect(mailboxes, bob, 3);
    assert.deepEqual(idsOf(collected), [1, 2, 3].map(idOf));
    assert.deepEqual(Uint8Array.from(collected[1]?.envelope ?? []), bytesOf(2));
    assert.deepEqual(
      collected.map(({ sender, recipient, deliveries }) => [sender, recipient, deliveries]),
      [1, 2, 3].map(() => [alice, bob, 1]),
    );
    assert.deepEqual(await mailboxes.collect(alice), []);
    assert.deepEqual(idsOf(await collect(mailboxes, carol, 1)), [idOf(4)]);
  });

  test('tell of what was stored, refused, collected, acknowledged and buried, once each, and bear listeners that throw', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    const heard: string[] = [];
    const moments: number[] = [];
    mailboxes.onEvent(() => {
      throw new RangeError('a listener');
    });
    const stop = mailboxes.onEvent((event) => {
      const { type, recipient, sender, id, atMs, ...facts } = event;
      assert.deepEqual([recipient, sender], [bob, alice]);
      moments.push(atMs);
      const shown = 'expiresAtMs' in facts ? { bytes: facts.bytes } : facts;
      heard.push([type, Number.parseInt(id, 16), ...Object.values(shown)].join(' '));
    });
    const startedMs = engine.nowMs();
    for (const number of [1, 1, 2]) await mailboxes.deposit(mailTo(engine, number));
    const short = mailTo(engine, 3, { expiresAtMs: engine.nowMs() + SHORT_MS });
    await mailboxes.deposit(short);
    const tooLong = mailTo(engine, 4, { envelope: bytesOf(4, MAX_ENVELOPE_BYTES + 1) });
    await assert.rejects(mailboxes.deposit(tooLong), refusedWith('SEALED_TOO_LARGE'));
    await assert.rejects(mailboxes.deposit({ ...short, expiresAtMs: startedMs - 1 }), refusedWith('SEALED_EXPIRED'));
    await collect(mailboxes, bob, 2);
    for (const _ of [1, 2]) await mailboxes.acknowledge(bob, { sender: alice, id: idOf(1) });
    for (const _ of [1, 2]) await mailboxes.refuse(bob, { sender: alice, id: idOf(2) }, 'damaged');
    await engine.passes(SHORT_MS + 500);
    assert.deepEqual(await mailboxes.list(bob), []);
    for (let number = 10; number < 10 + QUOTA_MESSAGES; number += 1) await mailboxes.deposit(mailTo(engine, number));
    await assert.rejects(mailboxes.deposit(mailTo(engine, 30)), refusedWith('MAIL_QUOTA'));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, [
      'mail-stored 1 100',
      'mail-stored 2 100',
      'mail-stored 3 100',
      `mail-refused 4 ${MAX_ENVELOPE_BYTES + 1} too-large`,
      'mail-refused 3 100 expired',
      'mail-collected 1 100 1',
      'mail-collected 2 100 1',
      'mail-acknowledged 1',
      'mail-dead-lettered 2 100 damaged',
      'mail-dead-lettered 3 100 expired',
      ...Array.from({ length: QUOTA_MESSAGES }, (_, number) => `mail-stored ${10 + number} 100`),
      'mail-refused 30 100 quota',
    ]);
    assert.ok(moments.every((atMs) => atMs >= startedMs && atMs <= engine.nowMs()));
    stop();
    await collect(mailboxes, bob, 1);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(heard.at(-1), 'mail-refused 30 100 quota');
  });

  test('keep what is leased from other collectors, and give it again when the lease is over', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    await mailboxes.deposit(mailTo(engine, 1));
    assert.equal((await collect(mailboxes, bob, 1, SHORT_MS)).length, 1);
    assert.deepEqual(await mailboxes.collect(bob), []);
    await engine.passes(SHORT_MS + 500);
    const [again] = await collect(mailboxes, bob, 1);
    assert.ok(again);
    assert.equal(again.deliveries, 2);
    assert.deepEqual(Uint8Array.from(again.envelope), bytesOf(1));
  });

  test('let go of what is acknowledged, for good and however often', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    await mailboxes.deposit(mailTo(engine, 1));
    await mailboxes.deposit(mailTo(engine, 2));
    const [first] = await collect(mailboxes, bob, 1, SHORT_MS);
    assert.ok(first);
    await mailboxes.acknowledge(bob, first);
    await mailboxes.acknowledge(bob, first);
    await mailboxes.acknowledge(bob, { sender: alice, id: idOf(99) });
    await engine.passes(SHORT_MS + 500);
    assert.deepEqual(idsOf(await collect(mailboxes, bob, 1)), [idOf(2)]);
    assert.equal((await mailboxes.usage(bob)).messages, 1);
  });

  test('take a message once, also when it comes again after it was collected', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    const mail = mailTo(engine, 1);
    assert.equal(await mailboxes.deposit(mail), 'stored');
    assert.equal(await mailboxes.deposit(mail), 'duplicate');
    const [collected] = await collect(mailboxes, bob, 1);
    assert.ok(collected);
    await mailboxes.acknowledge(bob, collected);
    assert.equal(await mailboxes.deposit(mail), 'duplicate');
    assert.deepEqual(await mailboxes.collect(bob), []);
    // An ID belongs to its sender: nobody can take that of another.
    assert.equal(await mailboxes.deposit(mailTo(engine, 1, { sender: carol })), 'stored');
  });

  test('turn what is refused into a dead letter with its reason', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    for (const number of [1, 2]) await mailboxes.deposit(mailTo(engine, number));
    const [first, second] = await collect(mailboxes, bob, 2);
    assert.ok(first && second);
    await mailboxes.refuse(bob, first, 'damaged');
    await mailboxes.refuse(bob, first, 'damaged');
    await mailboxes.refuse(bob, second, 'sender-unwelcome');
    const letters = await mailboxes.deadLetters(bob);
    assert.deepEqual(
      letters.map(({ id, reason, sender, bytes }) => [id, reason, sender, bytes]),
      [
        [idOf(2), 'sender-unwelcome', alice, 100],
        [idOf(1), 'damaged', alice, 100],
      ],
    );
    assert.deepEqual(await mailboxes.usage(bob), { messages: 0, bytes: 0, deadLetters: 2 });
  });

  test('never give what has expired: it becomes a dead letter', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    await mailboxes.deposit(mailTo(engine, 1, { expiresAtMs: engine.nowMs() + SHORT_MS }));
    await mailboxes.deposit(mailTo(engine, 2));
    await engine.passes(SHORT_MS + 500);
    assert.deepEqual(idsOf(await collect(mailboxes, bob, 1)), [idOf(2)]);
    assert.deepEqual(await mailboxes.collect(bob), []);
    const [letter] = await mailboxes.deadLetters(bob);
    assert.deepEqual([letter?.id, letter?.reason], [idOf(1), 'expired']);
    const late = mailTo(engine, 3, { expiresAtMs: engine.nowMs() - 1 });
    await assert.rejects(mailboxes.deposit(late), refusedWith('SEALED_EXPIRED'));
  });

  test('hold a sender to its quota, others to theirs, and take more when there is room again', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    for (let number = 1; number <= QUOTA_MESSAGES; number += 1) await mailboxes.deposit(mailTo(engine, number));
    await assert.rejects(mailboxes.deposit(mailTo(engine, 100)), refusedWith('MAIL_QUOTA'));
    assert.equal(await mailboxes.deposit(mailTo(engine, 1, { sender: carol })), 'stored');
    assert.equal(await mailboxes.deposit(mailTo(engine, 1, { recipient: carol })), 'stored');
    const [first] = await collect(mailboxes, bob, 1);
    assert.ok(first);
    await mailboxes.acknowledge(bob, first);
    assert.equal(await mailboxes.deposit(mailTo(engine, 100)), 'stored');
    assert.equal((await mailboxes.usage(bob)).messages, QUOTA_MESSAGES + 1);
  });

  test('count messages, copies and notes of a sender apart, and know all of them by sender and ID', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    const kinds = ['message', 'copy', 'note'] as const;
    for (const [at, kind] of kinds.entries()) {
      for (let number = 1; number <= QUOTA_MESSAGES; number += 1)
        assert.equal(await mailboxes.deposit(mailTo(engine, 50 * at + number, { kind })), 'stored');
      await assert.rejects(mailboxes.deposit(mailTo(engine, 50 * at + 49, { kind })), refusedWith('MAIL_QUOTA'));
    }
    assert.equal(await mailboxes.deposit(mailTo(engine, 1, { kind: 'copy' })), 'duplicate');
    assert.equal((await mailboxes.usage(bob)).messages, 3 * QUOTA_MESSAGES);
    await mailboxes.acknowledge(bob, { sender: alice, id: idOf(51) });
    await mailboxes.refuse(bob, { sender: alice, id: idOf(101) }, 'damaged');
    assert.equal(await mailboxes.deposit(mailTo(engine, 98, { kind: 'copy' })), 'stored');
    await assert.rejects(mailboxes.deposit(mailTo(engine, 99)), refusedWith('MAIL_QUOTA'));
    const collected = await collect(mailboxes, bob, 3 * QUOTA_MESSAGES - 1);
    assert.deepEqual(new Set(collected.map(({ sender }) => sender)), new Set([alice]));
    for (const mail of collected) await mailboxes.acknowledge(bob, mail);
    assert.deepEqual(await mailboxes.usage(bob), { messages: 0, bytes: 0, deadLetters: 1 });
  });

  test('take an envelope of the longest length, and none that is longer', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    const longest = bytesOf(7, MAX_ENVELOPE_BYTES);
    await mailboxes.deposit(mailTo(engine, 1, { envelope: longest }));
    const [collected] = await collect(mailboxes, bob, 1);
    assert.ok(Buffer.from(longest).equals(collected?.envelope ?? Buffer.alloc(0)));
    const tooLong = mailTo(engine, 2, { envelope: bytesOf(7, MAX_ENVELOPE_BYTES + 1) });
    await assert.rejects(mailboxes.deposit(tooLong), refusedWith('SEALED_TOO_LARGE'));
  });

  test('tell who watches of what is there and of what comes', async (t) => {
    const engine = await open(t);
    const { mailboxes } = engine;
    await mailboxes.deposit(mailTo(engine, 1));
    const seen: string[] = [];
    const taking: Promise<void>[] = [];
    const take = async (): Promise<void> => {
      for (const mail of await mailboxes.collect(bob)) {
        seen.push(mail.id);
        await mailboxes.acknowledge(bob, mail);
      }
    };
    const stop = await mailboxes.watch(bob, () => taking.push(take()));
    for (let tries = 0; tries < 40 && seen.length < 1; tries += 1) await engine.passes(250);
    await mailboxes.deposit(mailTo(engine, 2));
    for (let tries = 0; tries < 40 && seen.length < 2; tries += 1) await engine.passes(250);
    stop();
    await Promise.all(taking);
    assert.deepEqual(seen, [1, 2].map(idOf));
  });
}

function prekeyOf(engine: EngineUnderTest, number: number, forMs = HOUR_MS): Parameters<Directory['publish']>[1] {
  return { oneTime: [{ id: idOf(number), signedPrekey: bytesOf(number), expiresAtMs: engine.nowMs() + forMs }] };
}

function directoryConformance(open: Open): void {
  test('gives each one-time prekey to one caller, then the last resort to all', async (t) => {
    const engine = await open(t);
    const { directory } = engine;
    assert.equal(await directory.take(bob), undefined);
    const expiresAtMs = engine.nowMs() + HOUR_MS;
    await directory.publish(bob, { lastResort: { id: idOf(200), signedPrekey: bytesOf(200), expiresAtMs } });
    for (const number of [1, 2, 3, 4, 5]) await directory.publish(bob, prekeyOf(engine, number));
    assert.equal(await directory.remaining(bob), 5);
    const taken = await Promise.all(Array.from({ length: 8 }, () => directory.take(bob)));
    const numbers = taken.map((signed) => signed?.[0]).toSorted((a = 0, b = 0) => a - b);
    assert.deepEqual(numbers, [1, 2, 3, 4, 5, 200, 200, 200]);
    assert.equal(await directory.remaining(bob), 0);
    assert.equal(await directory.take(alice), undefined);
  });

  test('replaces the last resort, and passes over IDs that are there', async (t) => {
    const engine = await open(t);
    const { directory } = engine;
    const expiresAtMs = engine.nowMs() + HOUR_MS;
    for (const number of [10, 11]) {
      await directory.publish(bob, { lastResort: { id: idOf(number), signedPrekey: bytesOf(number), expiresAtMs } });
    }
    await directory.publish(bob, prekeyOf(engine, 1));
    await directory.publish(bob, prekeyOf(engine, 1));
    assert.equal(await directory.remaining(bob), 1);
    assert.equal((await directory.take(bob))?.[0], 1);
    assert.equal((await directory.take(bob))?.[0], 11);
    await directory.withdraw(bob);
    assert.equal(await directory.take(bob), undefined);
  });

  test('gives no prekey that has expired', async (t) => {
    const engine = await open(t);
    const { directory } = engine;
    await directory.publish(bob, prekeyOf(engine, 1, SHORT_MS));
    await directory.publish(bob, prekeyOf(engine, 2));
    const expiresAtMs = engine.nowMs() + SHORT_MS;
    await directory.publish(bob, { lastResort: { id: idOf(3), signedPrekey: bytesOf(3), expiresAtMs } });
    await engine.passes(SHORT_MS + 500);
    assert.equal((await directory.take(bob))?.[0], 2);
    assert.equal(await directory.take(bob), undefined);
  });

  test('holds an owner to its limits', async (t) => {
    const engine = await open(t);
    const { directory } = engine;
    const expiresAtMs = engine.nowMs() + HOUR_MS;
    const oneTime = Array.from({ length: MAX_ONE_TIME_PREKEYS }, (_, index) => {
      return { id: idOf(index), signedPrekey: bytesOf(index & 255), expiresAtMs };
    });
    await directory.publish(bob, { oneTime });
    assert.equal(await directory.remaining(bob), MAX_ONE_TIME_PREKEYS);
    await assert.rejects(directory.publish(bob, prekeyOf(engine, 999)), refusedWith('MAIL_QUOTA'));
    assert.equal(await directory.remaining(bob), MAX_ONE_TIME_PREKEYS);
    const tooLong = { id: idOf(1), signedPrekey: bytesOf(1, MAX_SIGNED_PREKEY_BYTES + 1), expiresAtMs };
    await assert.rejects(directory.publish(carol, { lastResort: tooLong }), refusedWith('SEALED_TOO_LARGE'));
  });
}
