import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { ChainState, type SignedSafetyRecord, type Statement } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { Journal } from '../../../src/validator/journal/journal.ts';
import { COMPACT_ABOVE_BYTES, messageOf, VoteJournal } from '../../../src/validator/journal/vote-journal.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { blockAfter, fixtureOf, statementOf } from '../consensus-fixture.ts';
import { FaultyMedium } from '../faulty-medium.ts';

const fixture = fixtureOf();
const purpose = nativeBackend.hash('SHA-256').digest(utf8('votes'));
const block = blockAfter(ChainState.of(fixture.genesis, nativeBackend));

function recordOf(fields: Partial<Statement>): SignedSafetyRecord {
  const statement = statementOf(fixture, 0, fields);
  const lock = { round: 0, value: block.id, block };
  return statement.kind === 'proposal'
    ? { statement, block, lock: null, valid: null }
    : { statement, lock: statement.kind === 'precommit' ? lock : null, valid: null };
}

const places: readonly Partial<Statement>[] = [
  { kind: 'proposal', round: 0, value: block.id },
  { kind: 'prevote', round: 0, value: block.id },
  { kind: 'precommit', round: 0, value: block.id },
  { kind: 'prevote', round: 1 },
  { kind: 'precommit', round: 3 },
  { kind: 'prevote', height: 2 },
];

async function load(medium: FaultyMedium, isNew = false): Promise<VoteJournal> {
  const journal = isNew
    ? await Journal.create(medium, nativeBackend, purpose)
    : await Journal.open(medium, nativeBackend, purpose);
  return VoteJournal.load(journal, medium.path, nativeBackend);
}

test('what was signed comes back byte for byte, with its locks', async () => {
  const medium = new FaultyMedium();
  const votes = await load(medium, true);
  const records = places.slice(0, 3).map(recordOf);
  for (const record of records) await votes.write(record);
  medium.restart();
  const again = await load(medium);
  assert.deepEqual(again.last?.statement, records[2]?.statement);
  assert.equal(again.last?.lock?.value, block.id);
  assert.deepEqual(again.messagesAt(1), records.map(messageOf));
  assert.deepEqual(again.messagesAt(2), []);
});

test('only what is strictly above the last record is taken, also after a restart', async () => {
  const medium = new FaultyMedium();
  let votes = await load(medium, true);
  for (const [at, place] of places.entries()) {
    for (const before of places.slice(0, at)) {
      await assertRejected('VOTE_WITHHELD', () => votes.write(recordOf({ ...before, value: before.value ?? null })));
    }
    await votes.write(recordOf(place));
    await assertRejected('VOTE_WITHHELD', () => votes.write(recordOf(place)));
    medium.restart();
    votes = await load(medium);
  }
});

test('several of one height are one write, and each must be above the one before', async () => {
  const medium = new FaultyMedium();
  const votes = await load(medium, true);
  const [proposal, prevote, precommit] = places.slice(0, 3).map(recordOf) as [
    SignedSafetyRecord,
    SignedSafetyRecord,
    SignedSafetyRecord,
  ];
  await assertRejected('VOTE_WITHHELD', () => votes.write(prevote, proposal));
  await assertRejected('VOTE_WITHHELD', () => votes.write(prevote, prevote));
  const before = medium.operations;
  await votes.write(proposal, prevote, precommit);
  assert.equal(medium.operations, before + 2, 'a write and a sync');
  await assertRejected('VOTE_WITHHELD', () => votes.write(precommit));
  medium.restart();
  assert.deepEqual((await load(medium)).messagesAt(1), [proposal, prevote, precommit].map(messageOf));
});

test('a vote that could not be made durable counts as none', async () => {
  for (const code of ['ENOSPC', 'EIO', 'POWER'] as const) {
    const medium = new FaultyMedium();
    const votes = await load(medium, true);
    medium.failWith({ after: 1, code });
    await assert.rejects(votes.write(recordOf(places[1] ?? {})));
    assert.equal(votes.last, undefined);
    medium.restart();
    assert.equal((await load(medium)).last, undefined);
  }
});

test('it knows its own statements from those that it does not remember', async () => {
  const votes = await load(new FaultyMedium(), true);
  const mine = statementOf(fixture, 0, { kind: 'prevote', round: 1, height: 5 });
  await votes.write({ statement: mine, lock: null, valid: null });
  assert.ok(votes.remembers(mine));
  assert.ok(votes.remembers(statementOf(fixture, 0, { height: 4, value: block.id })));
  assert.ok(!votes.remembers(statementOf(fixture, 0, { height: 5, round: 1, value: block.id })));
  assert.ok(!votes.remembers(statementOf(fixture, 0, { height: 5, round: 2 })));
  assert.ok(!votes.remembers(statementOf(fixture, 0, { height: 6 })));
});

test('records out of order, and bytes that are none, are damage', async () => {
  const medium = new FaultyMedium();
  const journal = await Journal.create(medium, nativeBackend, purpose);
  await journal.append(utf8('no record'));
  await assertRejected('JOURNAL_DAMAGED', () => load(medium));
  const other = new FaultyMedium();
  const { encodeSafetyRecord } = await import('../../../src/consensus/index.ts');
  const backwards = await Journal.create(other, nativeBackend, purpose);
  for (const place of [places[3], places[0]]) await backwards.append(encodeSafetyRecord(recordOf(place ?? {})));
  await assertRejected('JOURNAL_DAMAGED', () => load(other));
});

test('records of decided heights are dropped when there are many', async () => {
  const medium = new FaultyMedium();
  const votes = await load(medium, true);
  const records = Math.ceil(COMPACT_ABOVE_BYTES / 3400) + 5;
  const signed = statementOf(fixture, 0, {});
  for (let height = 1; height <= records; height++) {
    // The journal does not verify its own signatures.
    const statement = { ...signed, height };
    await votes.write({ statement, lock: null, valid: null });
  }
  assert.ok(medium.durable.length < 100_000, `${medium.durable.length} bytes`);
  assert.equal((await load(medium)).last?.statement.height, records);
});
