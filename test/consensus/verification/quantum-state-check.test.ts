import assert from 'node:assert/strict';
import test from 'node:test';
import { checkQuantumState } from '../../../src/consensus/verification/quantum-state-check.ts';

const session = (comparedBits: number, errors: number) => ({ kind: 'qkd-session', comparedBits, errors }) as const;

test('the lower end of the interval decides, not the estimate', () => {
  const few = checkQuantumState({ evidence: session(50, 3) });
  assert.deepEqual([few.passed, few.confidence], [false, 0]);
  assert.match(few.reason, /agreement 0\.9400 \[0\.\d+, 0\.\d+\] may be below 0\.89/u);
  const many = checkQuantumState({ evidence: session(5000, 300) });
  assert.deepEqual([many.passed, many.confidence], [true, 0.999]);
});

test('a Bell test with much data passes, a classical one never does', () => {
  const chsh = (same: number, trials: number) => {
    const like = { same, different: trials - same };
    const unlike = { same: trials - same, different: same };
    return { kind: 'chsh', ab: like, abPrime: like, aPrimeB: like, aPrimeBPrime: unlike } as const;
  };
  // (2 + sqrt 2) / 4 of the pairs agree at Tsirelson's bound, 3/4 at the limit of local realism.
  assert.ok(checkQuantumState({ evidence: chsh(8536, 10_000) }).passed);
  assert.ok(!checkQuantumState({ evidence: chsh(7500, 10_000) }).passed);
  assert.ok(!checkQuantumState({ evidence: chsh(86, 100) }).passed, 'too few');
});

test('threshold and risk can be chosen', () => {
  assert.ok(!checkQuantumState({ evidence: session(5000, 300), threshold: 0.95 }).passed);
  assert.ok(!checkQuantumState({ evidence: session(1000, 85) }).passed);
  const bold = checkQuantumState({ evidence: session(1000, 85), risk: 0.5 });
  assert.deepEqual([bold.passed, bold.confidence], [true, 0.5], 'bolder, and it says so');
});

test('senseless claims fail with the reason', () => {
  assert.match(checkQuantumState({ evidence: session(1, 2) }).reason, /counts/u);
  for (const risk of [0, 1, -1, Number.NaN]) {
    assert.match(checkQuantumState({ evidence: session(5000, 0), risk }).reason, /risk/u);
  }
});
