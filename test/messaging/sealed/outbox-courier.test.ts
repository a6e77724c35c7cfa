import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import type { Mail } from '../../../src/messaging/index.ts';
import { encodeReceiptNote } from '../../../src/messaging/sealed/receipt-note.ts';
import { Chances } from '../../simulation/chances.ts';
import { type Correspondent, ForgetfulRig } from './forgetful-rig.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEED = Number(process.env['SEED'] ?? 5);
const RUNS = Number(process.env['RUNS'] ?? 4);

const outboxOf = ({ peer }: Correspondent): string[] => peer.outbox.list().map(({ state }) => state);

test('mail that a store acknowledged and lost comes all the same, once, when it is deposited again', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  await alice.receive();
  const { sent } = await alice.send(bob, 'one');
  assert.equal(sent[0]?.outcome, 'stored');
  await rig.store.forgetAll();
  await bob.receive();
  assert.ok(await rig.until(() => outboxOf(alice).length === 0, HOUR_MS));
  assert.deepEqual(bob.taken, ['one']);
  assert.deepEqual(
    alice.events.map(({ type }) => type),
    ['message-stored', 'message-delivered'],
  );
});

test('a receipt that a store lost is shown again when the message comes again, and the application gets nothing twice', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  await alice.send(bob, 'one');
  let notes = 0;
  rig.store.fate = ({ recipient }) => (recipient === alice.peer.peerId && ++notes <= 2 ? 'forgotten' : 'stored');
  await bob.receive();
  await alice.receive();
  assert.ok(await rig.until(() => outboxOf(alice).length === 0, DAY_MS));
  assert.deepEqual([bob.taken, notes], [['one'], 3]);
  const copies = rig.store.deposits.filter(({ recipient }) => recipient === bob.peer.peerId);
  assert.equal(new Set(copies.map(({ id }) => id)).size, 1, 'under the same ID');
  assert.equal(copies.length, 3);
});

test('the sender may end in between: whoever opens its outbox next deposits again', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  await alice.send(bob, 'one');
  await alice.restart(rig.clock);
  await rig.store.forgetAll();
  await alice.receive();
  await bob.receive();
  assert.ok(await rig.until(() => outboxOf(alice).length === 0, HOUR_MS));
  assert.deepEqual(bob.taken, ['one']);
});

test('a disk that cannot be read is no end of the process', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  await alice.receive();
  await bob.receive();
  alice.peer.outbox[Symbol.dispose]();
  await alice.send(bob, 'one').catch(() => undefined);
  // Whatever is thrown in the hours that follow and nobody catches fails the test.
  assert.equal(await rig.until(() => bob.taken.length > 0, HOUR_MS), false);
});

test('while a mailbox does not answer messages are kept, in their order, behind the first', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  rig.store.fate = () => 'no answer';
  const outcomes: (string | undefined)[] = [];
  for (const text of ['one', 'two', 'three']) outcomes.push((await alice.send(bob, text)).sent[0]?.outcome);
  assert.deepEqual(outcomes, ['kept', 'kept', 'kept']);
  assert.equal(rig.store.deposits.length, 1, 'only the first was tried');
  await rig.until(() => rig.store.deposits.length > 1, HOUR_MS);
  rig.store.fate = () => 'stored';
  assert.equal((await alice.send(bob, 'four')).sent[0]?.outcome, 'kept');
  await bob.receive();
  await rig.until(() => bob.taken.length === 4, HOUR_MS);
  assert.deepEqual(bob.taken, ['one', 'two', 'three', 'four']);
  assert.deepEqual(alice.events.map(({ type }) => type).toSorted(), [
    ...Array.from({ length: 4 }, () => 'message-kept'),
    ...Array.from({ length: 4 }, () => 'message-stored'),
  ]);
});

test('what expires unconfirmed is told as a failure, and listed', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  await alice.receive();
  const { id } = await alice.send(bob, 'one', HOUR_MS);
  await rig.until(() => alice.events.length > 1, DAY_MS);
  const { atMs: _, ...told } = alice.events[1] ?? { atMs: 0 };
  assert.deepEqual(told, { type: 'message-failed', id, recipient: bob.peer.peerId, code: 'SEALED_EXPIRED' });
  assert.deepEqual(outboxOf(alice), ['expired']);
});

test('pauses grow fourfold, so that a peer that is away for a week is not buried under copies', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  await alice.receive();
  rig.store.fate = () => 'forgotten';
  const times: number[] = [];
  let seen = 0;
  await alice.send(bob, 'one', 7 * DAY_MS);
  const firstMs = rig.clock.monotonicMs();
  await rig.clock.run(() => {
    if (rig.store.deposits.length > seen) times.push(Math.round((rig.clock.monotonicMs() - firstMs) / 900_000));
    seen = rig.store.deposits.length;
    return false;
  }, 7 * DAY_MS);
  // 15 min, 1 h, 4 h, 16 h, 64 h, then 72 h, after each other.
  assert.deepEqual(times, [0, 1, 5, 21, 85, 341, 629]);
});

for (const refusal of ['no room', 'denied'] as const) {
  test(`a copy that is refused (${refusal}) keeps no message back, and is tried again after its pause`, async () => {
    const rig = await ForgetfulRig.make();
    const [alice, bob] = [await rig.join(), await rig.join()];
    await alice.send(bob, 'one');
    await rig.store.forgetAll();
    const copies = (): readonly Mail[] => rig.store.deposits.filter(({ kind }) => kind === 'copy');
    rig.store.fate = ({ kind }) => (kind === 'copy' ? refusal : 'no answer');
    assert.ok(await rig.until(() => copies().length === 1, HOUR_MS));
    assert.equal((await alice.send(bob, 'two')).sent[0]?.outcome, 'kept');
    rig.store.fate = ({ kind }) => (kind === 'copy' ? refusal : 'stored');
    assert.ok(
      await rig.until(() => alice.events.filter(({ type }) => type === 'message-stored').length === 2, HOUR_MS),
    );
    assert.equal((await alice.send(bob, 'three')).sent[0]?.outcome, 'stored');
    // The quarter of an hour, and one hour four times.
    await rig.until(() => false, 4 * HOUR_MS);
    const tries = copies().filter(({ id }) => id === rig.store.deposits[0]?.id).length;
    assert.ok(tries >= 4 && tries <= 6, `${tries} tries`);
    rig.store.fate = () => 'stored';
    await alice.receive();
    await bob.receive();
    assert.ok(await rig.until(() => outboxOf(alice).length === 0, DAY_MS));
    assert.deepEqual(bob.taken.toSorted(), ['one', 'three', 'two']);
    const kinds = rig.store.deposits.filter(({ recipient }) => recipient === alice.peer.peerId).map(({ kind }) => kind);
    assert.deepEqual(new Set(kinds), new Set(['note']));
  });
}

test('what a store refuses is not kept, and the sender hears of it', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  for (let count = 0; count < 256; count += 1) {
    const id = count.toString(16).padStart(32, '0');
    const [recipient, sender] = [bob.peer.peerId, alice.peer.peerId];
    await rig.store.mailboxes.deposit({
      recipient,
      sender,
      id,
      envelope: new Uint8Array(9),
      expiresAtMs: rig.clock.wallMs() + DAY_MS,
    });
  }
  await assert.rejects(alice.send(bob, 'one'), (error) => isQForgeError(error, 'MAIL_QUOTA'));
  assert.deepEqual(outboxOf(alice), []);
});

test('receipts that a store makes up confirm nothing; a note that is none is a dead letter', async () => {
  const rig = await ForgetfulRig.make();
  const [alice, bob] = [await rig.join(), await rig.join()];
  const { id } = await alice.send(bob, 'one');
  await alice.receive();
  const show = (envelope: Uint8Array, number: number): Promise<unknown> => {
    const mail = {
      recipient: alice.peer.peerId,
      sender: bob.peer.peerId,
      envelope,
      expiresAtMs: rig.clock.wallMs() + DAY_MS,
    };
    return rig.store.mailboxes.deposit({ ...mail, id: number.toString(16).padStart(32, '0') });
  };
  const forged = encodeReceiptNote([{ messageId: id, receipt: new Uint8Array(32) }]);
  await show(forged, 1);
  await show(forged.subarray(1), 2);
  await show(forged.subarray(0, 40), 3);
  let isEmpty = false;
  await rig.until(() => {
    void rig.store.waiting(alice.peer.peerId).then((waiting) => (isEmpty = waiting === 0));
    return isEmpty;
  }, HOUR_MS / 10);
  assert.deepEqual(outboxOf(alice), ['deposited']);
  const letters = await rig.store.mailboxes.deadLetters(alice.peer.peerId);
  assert.deepEqual(
    letters.map(({ reason }) => reason),
    ['damaged', 'damaged'],
  );
});

for (let seed = SEED; seed < SEED + RUNS; seed += 1) {
  test(`under a store that loses, repeats and is silent all that was sent arrives once, over restarts (seed ${seed})`, async () => {
    const rig = await ForgetfulRig.make();
    const chances = new Chances(seed);
    const [alice, bob] = [await rig.join(), await rig.join()];
    const fates = ['stored', 'stored', 'forgotten', 'no answer', 'no answer, stored'] as const;
    rig.store.fate = () => fates[chances.below(fates.length)] ?? 'stored';
    const handedOver: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      await alice.receive();
      await bob.receive();
      for (let count = chances.between(1, 4); count > 0; count -= 1) {
        const text = `message ${handedOver.length}`;
        await alice.send(bob, text);
        handedOver.push(text);
      }
      if (chances.happens(0.5)) await rig.store.forgetAll();
      await rig.until(() => false, chances.below(2 * HOUR_MS));
      if (chances.happens(0.5)) await rig.store.forgetAll();
      await alice.restart(rig.clock);
      await bob.restart(rig.clock);
    }
    rig.store.fate = () => 'stored';
    await alice.receive();
    await bob.receive();
    assert.ok(await rig.until(() => outboxOf(alice).length === 0, 5 * DAY_MS));
    assert.deepEqual(bob.taken.toSorted(), handedOver.toSorted());
  });
}
