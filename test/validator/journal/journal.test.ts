import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError, utf8, utf8Text } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { Journal } from '../../../src/validator/journal/journal.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { type Fault, FaultyMedium, type LostTail } from '../faulty-medium.ts';

const purpose = nativeBackend.hash('SHA-256').digest(utf8('test'));
const TAILS: readonly LostTail[] = ['all there', 'nothing there', 'half there', 'zeros'];

const create = (medium: FaultyMedium) => Journal.create(medium, nativeBackend, purpose);
const open = (medium: FaultyMedium) => Journal.open(medium, nativeBackend, purpose);

async function textsOf(journal: Journal): Promise<readonly string[]> {
  return (await journal.readAll()).map(utf8Text);
}

test('what was appended is there after a restart', async () => {
  const medium = new FaultyMedium();
  const journal = await create(medium);
  for (const text of ['a', 'b', 'c']) await journal.append(utf8(text));
  assert.equal(journal.length, 3);
  medium.restart();
  assert.deepEqual(await textsOf(await open(medium)), ['a', 'b', 'c']);
});

test('power lost at every operation: what was acknowledged is there, and at most one more', async () => {
  let runs = 0;
  for (let after = 0; after < 12; after++) {
    for (const tail of TAILS) {
      const medium = new FaultyMedium();
      const journal = await create(medium);
      medium.failWith({ after, code: 'POWER' });
      const acknowledged: string[] = [];
      for (let number = 0; number < 6; number++) {
        try {
          await journal.append(utf8(`entry ${number}`));
          acknowledged.push(`entry ${number}`);
        } catch {
          break;
        }
      }
      medium.restart(tail);
      const reopened = await open(medium);
      const found = await textsOf(reopened);
      assert.deepEqual(found.slice(0, acknowledged.length), acknowledged);
      assert.ok(found.length <= acknowledged.length + 1);
      // And it goes on from there.
      await reopened.append(utf8('next'));
      medium.restart();
      assert.deepEqual(await textsOf(await open(medium)), [...found, 'next']);
      runs += 1;
    }
  }
  assert.equal(runs, 48);
});

test('power lost while several are written at once: all were acknowledged, or a beginning of them is there', async () => {
  let runs = 0;
  for (const after of [0, 1, 2]) {
    for (const tail of TAILS) {
      const medium = new FaultyMedium();
      const journal = await create(medium);
      await journal.append(utf8('before'));
      medium.failWith({ after, code: 'POWER' });
      const batch = ['one', 'another', 'the last'];
      const isAcknowledged = await journal.append(...batch.map(utf8)).then(
        () => true,
        () => false,
      );
      assert.equal(isAcknowledged, after === 2);
      medium.restart(tail);
      const reopened = await open(medium);
      const [first, ...found] = await textsOf(reopened);
      assert.equal(first, 'before');
      assert.deepEqual(found, batch.slice(0, isAcknowledged ? batch.length : found.length));
      await reopened.append(utf8('next'));
      medium.restart();
      assert.deepEqual(await textsOf(await open(medium)), ['before', ...found, 'next']);
      runs += 1;
    }
  }
  assert.equal(runs, 12);
});

test('a full disk is said to be full; any failure is final until a new start', async () => {
  for (const code of ['ENOSPC', 'EIO'] as const satisfies readonly Fault['code'][]) {
    for (const after of [0, 1]) {
      const medium = new FaultyMedium();
      const journal = await create(medium);
      await journal.append(utf8('kept'));
      medium.failWith({ after, code });
      await assertRejected(code === 'ENOSPC' ? 'DISK_FULL' : 'JOURNAL_FAILED', () => journal.append(utf8('lost')));
      // The disk works again, but nobody knows what it holds: a sync that failed once is never tried again.
      medium.failWith({ after: 1000, code });
      await assertRejected('JOURNAL_FAILED', () => journal.append(utf8('more')));
      await assertRejected('JOURNAL_FAILED', () => journal.rewrite([]));
      medium.restart('half there');
      assert.deepEqual(await textsOf(await open(medium)), ['kept']);
    }
  }
});

test('damage, a missing journal and one of another purpose are refused', async () => {
  const medium = new FaultyMedium();
  await assertRejected('JOURNAL_DAMAGED', () => open(medium));
  const journal = await create(medium);
  await journal.append(utf8('a'));
  const other = nativeBackend.hash('SHA-256').digest(utf8('other'));
  await assertRejected('JOURNAL_DAMAGED', () => Journal.open(medium, nativeBackend, other));
  medium.tamper((bytes) => bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte)));
  await assertRejected('JOURNAL_DAMAGED', () => open(medium));
});

test('a rewrite leaves the new frames or the old ones', async () => {
  const medium = new FaultyMedium();
  const journal = await create(medium);
  for (const text of ['a', 'b']) await journal.append(utf8(text));
  await journal.rewrite([utf8('c')]);
  await journal.append(utf8('d'));
  assert.deepEqual(await textsOf(journal), ['c', 'd']);
  medium.failWith({ after: 0, code: 'EIO' });
  await assert.rejects(journal.rewrite([]), (error) => isQForgeError(error, 'JOURNAL_FAILED'));
  medium.restart();
  assert.deepEqual(await textsOf(await open(medium)), ['c', 'd']);
});
