import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type ErrorCode, isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { generateIdentity } from '../../../src/handshake/index.ts';
import {
  HAND_OVER_MS,
  MAX_PAUSE_MS,
  MAX_UNDELIVERED,
  Outbox,
  type OutboxLimits,
  type OutgoingMail,
} from '../../../src/messaging/sealed/outbox.ts';
import { Chances } from '../../simulation/chances.ts';
import { folderOf, NOW_MS, TOMORROW_MS } from '../peer-rig.ts';

const identity = generateIdentity(nativeBackend, 'high', NOW_MS);
const SEED = Number(process.env['SEED'] ?? 41);

const rejectsWith =
  (code: ErrorCode) =>
  (error: unknown): boolean =>
    isQForgeError(error, code);

function open(path = ':memory:', limits: Partial<OutboxLimits> = {}, maxPages?: number): Promise<Outbox> {
  const parts = { path, identity, backend: nativeBackend, limits };
  return Outbox.open(maxPages === undefined ? parts : { ...parts, maxPages });
}

function mail(number: number, recipient = 'bob', expiresAtMs = TOMORROW_MS, bytes = 100): OutgoingMail {
  const id = number.toString(16).padStart(32, '0');
  return { recipient, id, envelope: new Uint8Array(bytes).fill(number), expiresAtMs };
}

const receiptBytes = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const receipt = (number: number): SecretBytes => SecretBytes.copyOf(receiptBytes(number));
const shown = (number: number): { messageId: string; receipt: Uint8Array } => {
  return { messageId: mail(number).id, receipt: receiptBytes(number) };
};
const numbersOf = (mails: readonly { readonly id: string }[]): number[] =>
  mails.map(({ id }) => Number.parseInt(id, 16));

test('a message stays until its recipient shows the receipt; no other receipt, name or recipient removes it', async (t) => {
  const path = join(folderOf(t), 'state.db');
  const outbox = await open(path);
  assert.equal(outbox.put(mail(1), receipt(1), NOW_MS), 'first');
  outbox.markDeposited(mail(1), NOW_MS + 1000);
  outbox[Symbol.dispose]();
  using again = await open(path);
  assert.deepEqual(again.usage(), { messages: 1, bytes: 100, oldestAtMs: NOW_MS });
  assert.ok(!again.confirm('bob', { ...shown(1), receipt: receiptBytes(2) }));
  assert.ok(!again.confirm('carol', shown(1)));
  assert.ok(!again.confirm('bob', shown(2)));
  assert.deepEqual(again.claimDue(NOW_MS + 999, 9).due, [], 'not before its time');
  assert.deepEqual(again.claimDue(NOW_MS + 1000, 9).due, [{ ...mail(1), deposits: 1 }], 'the same bytes');
  assert.ok(again.confirm('bob', shown(1)));
  assert.ok(!again.confirm('bob', shown(1)), 'a receipt that is shown again does nothing');
  assert.deepEqual(again.list(), []);
});

test("the file has no envelope and no receipt in it, and is its owner's alone", async (t) => {
  const path = join(folderOf(t), 'state.db');
  using outbox = await open(path);
  outbox.put(mail(7), receipt(9), NOW_MS);
  const files = [path, `${path}-wal`].filter((file) => existsSync(file)).map((file) => readFileSync(file));
  for (const file of files) {
    assert.ok(!file.includes(new Uint8Array(32).fill(7)));
    assert.ok(!file.includes(receiptBytes(9)));
  }
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test('what one process deposits no other one does at the same time; when that one died, another does', async () => {
  using outbox = await open();
  outbox.put(mail(1), receipt(1), NOW_MS);
  assert.deepEqual(outbox.claimDue(NOW_MS + HAND_OVER_MS - 1, 9).due, []);
  assert.deepEqual(numbersOf(outbox.claimDue(NOW_MS + HAND_OVER_MS, 9).due), [1]);
  assert.deepEqual(outbox.claimDue(NOW_MS + HAND_OVER_MS, 9).due, [], 'it is claimed');
});

test('a message goes after those that wait for the same mailbox, and past those of others', async () => {
  using outbox = await open();
  assert.equal(outbox.put(mail(1), receipt(1), NOW_MS), 'first');
  outbox.markWaiting(mail(1), NOW_MS + 5000);
  assert.equal(outbox.put(mail(2), receipt(2), NOW_MS), 'behind');
  assert.equal(outbox.put(mail(3, 'carol'), receipt(3), NOW_MS), 'first');
  outbox.markWaiting(mail(3, 'carol'), NOW_MS + 1000);
  assert.deepEqual(numbersOf(outbox.claimDue(NOW_MS + 1000, 9).due), [3]);
  assert.deepEqual(numbersOf(outbox.claimDue(NOW_MS + 5000, 9).due), [1, 2]);
  outbox.markDeposited(mail(1), TOMORROW_MS);
  outbox.markWaiting(mail(2), NOW_MS + 9000);
  assert.equal(outbox.nextAtMs(), NOW_MS + 9000);
  outbox.putOff(mail(1), NOW_MS + 70_000);
  assert.equal(outbox.nextAtMs(), NOW_MS + 9000, 'it alone is put off');
  const states = outbox.list().map(({ state, deposits, nextAtMs }) => [state, deposits, nextAtMs - NOW_MS]);
  assert.deepEqual(states[0], ['deposited', 1, 70_000]);
});

test('under a clock that was wrong nothing is left alone for ever', async () => {
  using outbox = await open();
  outbox.put(mail(1, 'bob', NOW_MS + 10 * MAX_PAUSE_MS), receipt(1), NOW_MS + 5 * MAX_PAUSE_MS);
  assert.deepEqual(numbersOf(outbox.claimDue(NOW_MS, 9).due), [1]);
});

test('more than its limits is refused before anything is written, and taken again when something was confirmed', async () => {
  using outbox = await open(':memory:', { messages: 2, bytes: 350 });
  outbox.put(mail(1), receipt(1), NOW_MS);
  assert.throws(() => outbox.put(mail(2, 'bob', TOMORROW_MS, 251), receipt(2), NOW_MS), rejectsWith('OUTBOX_FULL'));
  outbox.put(mail(2, 'bob', TOMORROW_MS, 250), receipt(2), NOW_MS);
  assert.throws(() => outbox.put(mail(3, 'bob', TOMORROW_MS, 1), receipt(3), NOW_MS), rejectsWith('OUTBOX_FULL'));
  assert.ok(outbox.confirm('bob', shown(1)));
  outbox.put(mail(3), receipt(3), NOW_MS);
  assert.deepEqual(numbersOf(outbox.list()), [2, 3]);
});

test('a full disk refuses the message, keeps those before, and takes more once there is room', async (t) => {
  using outbox = await open(join(folderOf(t), 'state.db'), {}, 60);
  let count = 0;
  const fill = (): void => {
    for (;;) outbox.put(mail(count + 1, 'bob', TOMORROW_MS, 20_000), receipt(1), NOW_MS + count++);
  };
  assert.throws(fill, rejectsWith('MAIL_STORE_FULL'));
  assert.ok(count > 3);
  assert.equal(outbox.list().length, count - 1);
  assert.ok(outbox.confirm('bob', { ...shown(1) }));
  outbox.put(mail(count, 'bob', TOMORROW_MS, 15_000), receipt(1), NOW_MS);
});

test('what expires unconfirmed stays in the list, without its bytes, up to a limit; a receipt that comes late removes it', async () => {
  using outbox = await open();
  outbox.put(mail(1, 'bob', NOW_MS + 10), receipt(1), NOW_MS);
  outbox.put(mail(2, 'bob', NOW_MS + 10), receipt(2), NOW_MS);
  assert.deepEqual(outbox.expire(NOW_MS + 9), []);
  assert.deepEqual(numbersOf(outbox.expire(NOW_MS + 10)), [1, 2]);
  assert.deepEqual(outbox.expire(NOW_MS + 10), [], 'told once');
  assert.deepEqual(
    outbox.list().map(({ state }) => state),
    ['expired', 'expired'],
  );
  assert.equal(outbox.usage().messages, 0);
  assert.deepEqual(outbox.claimDue(TOMORROW_MS, 9).due, []);
  assert.ok(outbox.confirm('bob', shown(2)));
  for (let number = 3; number < MAX_UNDELIVERED + 5; number += 1)
    outbox.put(mail(number, 'bob', NOW_MS + 20), receipt(1), NOW_MS);
  outbox.expire(NOW_MS + 20);
  assert.equal(outbox.list().length, MAX_UNDELIVERED);
});

test('a record that was changed on the disk is not sent: it is named and listed as damaged; a file that is none is refused', async (t) => {
  const path = join(folderOf(t), 'state.db');
  for (const change of [
    'sealed = zeroblob(200)',
    "recipient = 'eve'",
    'expires_ms = expires_ms + 1',
    'receipt_hash = zeroblob(32)',
    'sealed = NULL',
  ]) {
    using outbox = await open(path);
    outbox.put(mail(1), receipt(1), NOW_MS);
    outbox.put(mail(2, 'carol'), receipt(2), NOW_MS);
    using database = new DatabaseSync(path);
    database.exec(`UPDATE outgoing SET ${change} WHERE recipient = 'bob'`);
    const { due, damaged } = outbox.claimDue(NOW_MS + HAND_OVER_MS, 9);
    assert.deepEqual(numbersOf(due), [2], change);
    assert.deepEqual(numbersOf(damaged), [1], change);
    assert.deepEqual(
      outbox.list().map(({ state }) => state),
      ['damaged', 'handed'],
    );
    database.exec('DELETE FROM outgoing');
  }
  writeFileSync(path, new Uint8Array(8192).fill(3));
  await assert.rejects(open(path), rejectsWith('MAIL_STORE_DAMAGED'));
});

test('an identity whose signing key is elsewhere has no outbox', async () => {
  const offline = { ...identity, signingSecret: undefined };
  await assert.rejects(
    Outbox.open({ path: ':memory:', identity: offline, backend: nativeBackend }),
    rejectsWith('SIGNING_KEY_AWAY'),
  );
});

/** The outbox as a list of what is there, with the rules in words of one line each. */
interface Modelled {
  readonly number: number;
  readonly recipient: string;
  readonly expiresAtMs: number;
  state: 'handed' | 'waiting' | 'deposited';
  nextMs: number;
}

test(`random lives of an outbox are those of a list in memory, over restarts (seed ${SEED})`, async (t) => {
  const path = join(folderOf(t), 'state.db');
  const chances = new Chances(SEED);
  const peers = ['bob', 'carol', 'dave'];
  let [model, nowMs, next] = [[] as Modelled[], NOW_MS, 1];
  let outbox = await open(path);
  const any = (): Modelled | undefined => model[chances.between(0, Math.max(0, model.length - 1))];
  const steps: (() => void)[] = [
    () => {
      const [number, recipient, expiresAtMs] = [
        next++,
        peers[chances.between(0, 2)] ?? '',
        nowMs + chances.between(1, 90_000),
      ];
      const ahead = model.find((each) => each.recipient === recipient && each.state === 'waiting');
      assert.equal(
        outbox.put(mail(number, recipient, expiresAtMs), receipt(number % 256), nowMs),
        ahead ? 'behind' : 'first',
      );
      model.push({
        number,
        recipient,
        expiresAtMs,
        state: ahead ? 'waiting' : 'handed',
        nextMs: ahead?.nextMs ?? nowMs + HAND_OVER_MS,
      });
    },
    () => {
      const blocks = (one: Modelled, other: Modelled): boolean =>
        other.recipient === one.recipient &&
        other.number < one.number &&
        other.state !== 'deposited' &&
        other.nextMs > nowMs;
      const due = model.filter(
        (one) => one.nextMs <= nowMs && (one.state === 'deposited' || !model.some((other) => blocks(one, other))),
      );
      assert.deepEqual(
        numbersOf(outbox.claimDue(nowMs, 1000).due),
        due.map(({ number }) => number),
      );
      for (const one of due) one.nextMs = nowMs + HAND_OVER_MS;
    },
    () => {
      const one = any();
      if (one === undefined) return;
      [one.state, one.nextMs] = ['deposited', nowMs + chances.between(1, 50_000)];
      outbox.markDeposited(mail(one.number, one.recipient), one.nextMs);
    },
    () => {
      const one = any();
      if (one?.state !== 'deposited') return;
      one.nextMs = nowMs + chances.between(1, 50_000);
      outbox.putOff(mail(one.number, one.recipient), one.nextMs);
    },
    () => {
      const one = any();
      if (one === undefined) return;
      const nextMs = nowMs + chances.between(1, 50_000);
      if (one.state !== 'deposited') one.state = 'waiting';
      one.nextMs = nextMs;
      for (const each of model) if (each.recipient === one.recipient && each.state === 'waiting') each.nextMs = nextMs;
      outbox.markWaiting(mail(one.number, one.recipient), nextMs);
    },
    () => {
      const one = any();
      if (one === undefined) return;
      assert.ok(
        !outbox.confirm(one.recipient, {
          messageId: mail(one.number).id,
          receipt: receiptBytes((one.number + 1) % 256),
        }),
      );
      assert.ok(
        outbox.confirm(one.recipient, { messageId: mail(one.number).id, receipt: receiptBytes(one.number % 256) }),
      );
      model = model.filter((each) => each !== one);
    },
    () => {
      nowMs += chances.between(1, 20_000);
      const late = model.filter(({ expiresAtMs }) => expiresAtMs <= nowMs).map(({ number }) => number);
      assert.deepEqual(
        numbersOf(outbox.expire(nowMs)).toSorted((a, b) => a - b),
        late,
      );
      model = model.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
    },
  ];
  for (let step = 0; step < 1500; step += 1) {
    steps[chances.between(0, steps.length - 1)]?.();
    assert.equal(outbox.usage().messages, model.length, `step ${step}`);
    if (step % 100 !== 99) continue;
    outbox[Symbol.dispose]();
    outbox = await open(path);
  }
  outbox[Symbol.dispose]();
  assert.ok(next > 100);
});
