import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decodeEvidence,
  encodeEvidence,
  isAmnesia,
  isEquivocation,
  verifyEvidence,
} from '../../../src/consensus/chain/evidence.ts';
import { type Statement, signStatement } from '../../../src/consensus/chain/statement.ts';
import { castOf, keyIn, setOf, statementAt } from '../cast.ts';

const cast = castOf(4);
const [v, w] = ['aa'.repeat(32), 'bb'.repeat(32)];
const said = (kind: Statement['kind'], changes: Partial<Statement>) =>
  signStatement(statementAt(cast.chain, kind, 1, changes), keyIn(cast.keys, 1));
const check = (evidence: Parameters<typeof verifyEvidence>[0]) =>
  verifyEvidence(evidence, cast.set, cast.genesis.chainId);

test('two different statements of one step are equivocation, also when only the lock differs', () => {
  const prevote = said('prevote', { round: 3, value: v });
  for (const other of [{ value: w }, { value: null }, { value: v, lockRound: 1 }]) {
    const second = said('prevote', { round: 3, ...other });
    assert.ok(isEquivocation(prevote, second));
    assert.doesNotThrow(() => check({ kind: 'equivocation', first: prevote, second }));
  }
});

test('what an honest validator may sign is no equivocation', () => {
  const prevote = said('prevote', { round: 3, value: v });
  for (const second of [
    prevote,
    said('prevote', { round: 4, value: w }),
    said('precommit', { round: 3, value: null }),
    said('prevote', { round: 3, value: w, height: 2 }),
    said('prevote', { round: 3, value: w, epoch: 1 }),
    { ...said('prevote', { round: 3, value: w }), validator: 2 },
  ]) {
    assert.throws(() => check({ kind: 'equivocation', first: prevote, second }), { code: 'EVIDENCE_INVALID' });
  }
});

test('a prevote for another block on a lock older than the precommit is amnesia', () => {
  const precommit = said('precommit', { round: 2, value: v });
  const guilty = [-1, 0, 1].map((lockRound) => said('prevote', { round: 5, value: w, lockRound }));
  for (const second of guilty) assert.doesNotThrow(() => check({ kind: 'amnesia', first: precommit, second }));
  const innocent = [
    said('prevote', { round: 5, value: w, lockRound: 2 }),
    said('prevote', { round: 5, value: w, lockRound: 4 }),
    said('prevote', { round: 5, value: v }),
    said('prevote', { round: 5, value: null }),
    said('prevote', { round: 1, value: w }),
    said('precommit', { round: 5, value: w }),
  ];
  for (const second of innocent) assert.ok(!isAmnesia(precommit, second));
  assert.ok(!isAmnesia(said('precommit', { round: 2, value: null }), guilty[0] ?? precommit));
});

test('evidence with a forged half, of another chain or of another set proves nothing', () => {
  const evidence = {
    kind: 'equivocation',
    first: said('prevote', { value: v }),
    second: said('prevote', { value: w }),
  } as const;
  assert.throws(() => check({ ...evidence, second: { ...evidence.second, value: null } }), /does not verify/u);
  assert.throws(() => verifyEvidence(evidence, setOf(cast.keys, 1), cast.genesis.chainId), /epoch 0, not 1/u);
  assert.throws(() => verifyEvidence(evidence, cast.set, v), /another chain/u);
});

test('evidence survives its encoding', () => {
  const evidence = {
    kind: 'amnesia',
    first: said('precommit', { value: v }),
    second: said('prevote', { round: 1, value: w }),
  } as const;
  const bytes = encodeEvidence(evidence);
  assert.deepEqual(decodeEvidence(bytes), evidence);
  assert.throws(() => decodeEvidence(bytes.subarray(0, -1)), { code: 'MALFORMED' });
  assert.throws(() => decodeEvidence(Uint8Array.from(bytes, (b, i) => (i === 1 ? 3 : b))), /kind/u);
});
