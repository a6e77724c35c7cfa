import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { DecisionJournal, decodeDecided, encodeDecided } from '../../../src/validator/journal/decision-journal.ts';
import { Journal } from '../../../src/validator/journal/journal.ts';
import { assertRefused, assertRejected } from '../../crypto/refusal.ts';
import { fixtureOf, historyOf } from '../consensus-fixture.ts';
import { FaultyMedium } from '../faulty-medium.ts';

const fixture = fixtureOf();
const history = historyOf(fixture, 4);
const purpose = nativeBackend.hash('SHA-256').digest(utf8('decisions'));

async function filled(blocks = history): Promise<DecisionJournal> {
  const journal = new DecisionJournal(await Journal.create(new FaultyMedium(), nativeBackend, purpose), nativeBackend);
  for (const decided of blocks) await journal.append(decided);
  return journal;
}

test('decisions are followed from the genesis, and given out as they were', async () => {
  const journal = await filled();
  const seen: number[] = [];
  const chain = await journal.replay(fixture.genesis, 'x', ({ block }) => seen.push(block.height));
  assert.deepEqual(seen, [1, 2, 3, 4]);
  assert.equal(chain.height, 5);
  assert.equal(journal.height, 4);
  for (const [at, decided] of history.entries()) {
    assert.deepEqual(await journal.encodedAt(at + 1), encodeDecided(decided));
  }
  for (const height of [-1, 0, 5]) assert.equal(await journal.encodedAt(height), undefined);
});

test('a history with a gap, out of order, or of another chain is damage', async () => {
  const [one, two] = history;
  assert.ok(one !== undefined && two !== undefined);
  for (const blocks of [[two], [one, one], [two, one], historyOf(fixtureOf(), 1)]) {
    const journal = await filled(blocks);
    await assertRejected('JOURNAL_DAMAGED', () => journal.replay(fixture.genesis, 'x', () => undefined));
  }
});

test('a decision is one encoding, and every shorter one is refused', () => {
  const [decided] = history;
  assert.ok(decided !== undefined);
  const bytes = encodeDecided(decided);
  assert.deepEqual(encodeDecided(decodeDecided(bytes, nativeBackend)), bytes);
  for (const length of [0, 3, 4, 100, bytes.length - 1]) {
    assertRefused('MALFORMED', () => decodeDecided(bytes.slice(0, length), nativeBackend));
  }
  assertRefused('MALFORMED', () => decodeDecided(Uint8Array.of(0xff, 0xff, 0xff, 0xff), nativeBackend));
});
