import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { DecisionJournal } from '../../../src/validator/journal/decision-journal.ts';
import { Journal } from '../../../src/validator/journal/journal.ts';
import { listDecisions } from '../../../src/validator/log/decision-list.ts';
import { fixtureOf, historyOf } from '../consensus-fixture.ts';
import { FaultyMedium } from '../faulty-medium.ts';

const history = historyOf(fixtureOf(), 5);

async function filled(): Promise<DecisionJournal> {
  const purpose = nativeBackend.hash('SHA-256').digest(utf8('decisions'));
  const journal = new DecisionJournal(await Journal.create(new FaultyMedium(), nativeBackend, purpose), nativeBackend);
  for (const decided of history) await journal.append(decided);
  return journal;
}

test('decisions are listed newest first, as they stand in the journal', async () => {
  const parts = { decisions: await filled(), backend: nativeBackend, trustedSize: 3 };
  const all = await listDecisions(parts, { before: Number.MAX_SAFE_INTEGER, count: 100 });
  assert.deepEqual(
    all.map(({ height, hasReceipt }) => [height, hasReceipt]),
    [
      [5, false],
      [4, false],
      [3, true],
      [2, true],
      [1, true],
    ],
  );
  for (const listed of all) {
    const decided = history[listed.height - 1];
    assert.ok(decided !== undefined);
    const { block, certificate } = decided;
    assert.deepEqual([listed.blockId, listed.epoch, listed.votes], [block.id, block.epoch, certificate.votes.length]);
    assert.equal(listed.outcome, block.decision?.outcome ?? 'tick');
    assert.equal(listed.title, block.decision?.proposal.title);
    const { approve, reject, abstain } = listed.ballots;
    assert.equal(approve + reject + abstain, block.decision?.ballots.length ?? 0);
  }
});

test('a list goes on below a height, and ends at the first', async () => {
  const parts = { decisions: await filled(), backend: nativeBackend, trustedSize: 0 };
  const heights = async (before: number, count: number): Promise<readonly number[]> =>
    (await listDecisions(parts, { before, count })).map(({ height }) => height);
  assert.deepEqual(await heights(5, 2), [4, 3]);
  assert.deepEqual(await heights(3, 100), [2, 1]);
  assert.deepEqual(await heights(1, 100), []);
  assert.deepEqual(await heights(0, 100), []);
  assert.deepEqual(await heights(6, 0), []);
});
