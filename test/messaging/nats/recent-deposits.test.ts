import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import type { Mail } from '../../../src/messaging/index.ts';
import {
  KEPT_FOR_MS,
  MAX_KEPT_BYTES,
  RecentDeposits,
  ROUNDS_AFTER_MS,
} from '../../../src/messaging/nats/recent-deposits.ts';
import { ManualClock } from '../manual-clock.ts';
import { NOW_MS } from '../peer-rig.ts';
import { alice, bob, carol } from './nats-rig.ts';

const HOUR_MS = 3_600_000;
const mailTo = (recipient: string, number: number, bytes = 10): Mail => ({
  recipient,
  sender: alice,
  id: number.toString(16).padStart(32, '0'),
  envelope: new Uint8Array(bytes),
  expiresAtMs: NOW_MS + HOUR_MS,
});
const [settled, deposed] = ROUNDS_AFTER_MS;

/** Rounds that happen when the test says so, with a server that can forget. */
class Rig {
  readonly clock = new ManualClock();
  readonly known = new Set<string>();
  readonly asked: string[] = [];
  readonly forgotten: string[] = [];
  refuses: QForgeError | undefined;
  #pending: { readonly delayMs: number; readonly callback: () => void; isCancelled: boolean }[] = [];
  readonly recent: RecentDeposits;

  constructor() {
    const { clock } = this;
    clock.schedule = (delayMs, callback) => {
      const call = { delayMs, callback, isCancelled: false };
      this.#pending.push(call);
      return { cancel: () => void (call.isCancelled = true) };
    };
    this.recent = new RecentDeposits({
      clock,
      onForgotten: ({ id }) => this.forgotten.push(id),
      depositAgain: ({ id }) => {
        this.asked.push(id);
        if (this.refuses !== undefined) return Promise.reject(this.refuses);
        const outcome = this.known.has(id) ? 'duplicate' : 'stored';
        this.known.add(id);
        return Promise.resolve(outcome);
      },
    });
  }

  deposit(mail: Mail): void {
    this.known.add(mail.id);
    this.recent.keep(mail);
  }

  /** Lets the rounds that are due after so long happen; what was asked for in them. */
  async round(delayMs: number): Promise<readonly string[]> {
    const before = this.asked.length;
    const due = this.#pending.filter((call) => !call.isCancelled && call.delayMs === delayMs);
    this.#pending = this.#pending.filter((call) => !due.includes(call));
    for (const { callback } of due) callback();
    await new Promise(setImmediate);
    return this.asked.slice(before);
  }

  get scheduled(): readonly number[] {
    return this.#pending.filter(({ isCancelled }) => !isCancelled).map(({ delayMs }) => delayMs);
  }
}

describe('what was deposited a while ago', () => {
  test('is stored again when a new leader lacks it; what it has is asked for and stays as it is', async () => {
    const rig = new Rig();
    const mails = [1, 2, 3].map((number) => mailTo(bob, number));
    for (const mail of mails) rig.deposit(mail);
    rig.known.delete(mailTo(bob, 2).id);
    assert.deepEqual(rig.scheduled, []);
    rig.recent.doubt(bob);
    const ids = mails.map(({ id }) => id);
    assert.deepEqual(await rig.round(settled), ids);
    assert.deepEqual(rig.forgotten, [mailTo(bob, 2).id]);
    // The one that answered may not have known that it led no more.
    rig.known.clear();
    assert.deepEqual(await rig.round(deposed), ids);
    assert.equal(rig.forgotten.length, 4);
    assert.deepEqual(rig.scheduled, []);
  });

  test('is left alone where nobody doubts it: another mailbox, a message that its recipient has taken, one that has expired', async () => {
    const rig = new Rig();
    for (const mail of [mailTo(bob, 1), mailTo(bob, 2), mailTo(carol, 3)]) rig.deposit(mail);
    rig.deposit({ ...mailTo(bob, 4), expiresAtMs: NOW_MS });
    rig.recent.forget(bob, mailTo(bob, 2));
    rig.recent.doubt(bob);
    assert.deepEqual(await rig.round(settled), [mailTo(bob, 1).id]);
    rig.recent.doubt();
    assert.deepEqual(await rig.round(settled), [mailTo(bob, 1).id, mailTo(carol, 3).id]);
  });

  test('is kept for less long than the server knows it, and within so many bytes: the oldest give way', async () => {
    const rig = new Rig();
    rig.deposit(mailTo(bob, 1));
    rig.clock.nowMs += KEPT_FOR_MS - 1;
    rig.deposit(mailTo(bob, 2));
    rig.clock.nowMs += 1;
    rig.recent.doubt();
    assert.deepEqual(await rig.round(settled), [mailTo(bob, 2).id]);
    rig.deposit(mailTo(bob, 3, MAX_KEPT_BYTES - 5000));
    assert.deepEqual(await rig.round(deposed), [mailTo(bob, 2).id]);
    rig.deposit(mailTo(bob, 4, 6000));
    rig.recent.doubt();
    assert.deepEqual(await rig.round(settled), [mailTo(bob, 4).id]);
  });

  test('is tried again later when the store is away, once more from the beginning; a store that is full holds up nobody else', async () => {
    const rig = new Rig();
    for (let number = 0; number < 40; number++) rig.deposit(mailTo(bob, number));
    rig.refuses = new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: 'test', reason: 'of the test' });
    rig.recent.doubt();
    await rig.round(settled);
    assert.equal((await rig.round(deposed)).length, 16, 'the rest is not asked for when the store is away');
    rig.refuses = new QForgeError('MAIL_QUOTA', { recipient: bob, limit: 'messages of one sender' });
    const again = rig.scheduled[0] ?? 0;
    assert.equal((await rig.round(again)).length, 40);
    rig.refuses = undefined;
    assert.equal((await rig.round(again)).length, 40);
    assert.deepEqual(rig.scheduled, []);
  });

  test('is not asked for any more after the end', () => {
    const rig = new Rig();
    rig.deposit(mailTo(bob, 1));
    rig.recent.doubt();
    rig.recent.stop();
    rig.recent.doubt();
    assert.deepEqual(rig.scheduled, []);
  });
});
