import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { BallotJournal, type BallotRecord } from '../../../src/validator/journal/ballot-journal.ts';
import { Journal } from '../../../src/validator/journal/journal.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { ballotOf, fixtureOf, proposalOn } from '../consensus-fixture.ts';
import { FaultyMedium } from '../faulty-medium.ts';

const purpose = nativeBackend.hash('SHA-256').digest(utf8('ballots'));
const fixture = fixtureOf();
const proposal = proposalOn(fixture, 'one');
const records: readonly BallotRecord[] = [
  { kind: 'proposal', proposal },
  { kind: 'ballot', ballot: ballotOf(fixture, proposal, 2, 'reject') },
];

test('proposals and ballots come back, all or those that were kept', async () => {
  const medium = new FaultyMedium();
  const journal = new BallotJournal(await Journal.create(medium, nativeBackend, purpose));
  for (const record of records) journal.note(record);
  await journal.flush();
  const again = new BallotJournal(await Journal.open(medium, nativeBackend, purpose));
  assert.deepEqual(await again.load('x', nativeBackend), records);
  await again.keepOnly(records.slice(0, 1));
  assert.deepEqual(await again.load('x', nativeBackend), records.slice(0, 1));
});

test('what is noted is written together, once, and never for a proposal that is decided', async () => {
  const medium = new FaultyMedium();
  const journal = new BallotJournal(await Journal.create(medium, nativeBackend, purpose));
  const before = medium.operations;
  for (const record of records) journal.note(record);
  assert.equal(medium.operations, before);
  await journal.flush();
  await journal.flush();
  assert.equal(medium.operations, before + 2, 'a write and a sync');
  const decided = proposalOn(fixture, 'decided');
  journal.note({ kind: 'proposal', proposal: decided });
  journal.forgetOthers((id) => id !== decided.id);
  await journal.flush();
  assert.equal(medium.operations, before + 2);
  assert.deepEqual(await journal.load('x', nativeBackend), records);
});

test('records of another kind, or unreadable ones, are damage', async () => {
  for (const payload of [Uint8Array.of(), Uint8Array.of(3, 1), Uint8Array.of(1, 1), Uint8Array.of(2, 1)]) {
    const journal = await Journal.create(new FaultyMedium(), nativeBackend, purpose);
    await journal.append(payload);
    await assertRejected('JOURNAL_DAMAGED', () => new BallotJournal(journal).load('x', nativeBackend));
  }
});
