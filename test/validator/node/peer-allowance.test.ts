import assert from 'node:assert/strict';
import test from 'node:test';
import type { Clock } from '../../../src/base/index.ts';
import {
  type AllowanceKind,
  MAX_ASKS_AT_ONCE,
  MAX_BAD_AT_ONCE,
  MAX_KNOWN_AT_ONCE,
  MAX_LATE_AT_ONCE,
  PeerAllowance,
} from '../../../src/validator/node/peer-allowance.ts';

function allowanceAt(): { readonly allowance: PeerAllowance; readonly pass: (ms: number) => void } {
  let nowMs = 5000;
  const allowance = new PeerAllowance({ monotonicMs: () => nowMs } as Clock);
  return { allowance, pass: (ms) => (nowMs += ms) };
}

function takenOf(allowance: PeerAllowance, kind: AllowanceKind, tries: number): number {
  return Array.from({ length: tries }, () => allowance.take('p', kind)).filter(Boolean).length;
}

test('a quiet peer may send a burst, and from then on so many a second', () => {
  for (const [kind, burst, perSecond] of [
    ['late', MAX_LATE_AT_ONCE, 256],
    ['known', MAX_KNOWN_AT_ONCE, 256],
    ['asks', MAX_ASKS_AT_ONCE, 256],
    ['bad', MAX_BAD_AT_ONCE, 1],
  ] as const) {
    const { allowance, pass } = allowanceAt();
    assert.equal(takenOf(allowance, kind, burst + 500), burst, kind);
    assert.ok(!allowance.has('p', kind));
    assert.ok(allowance.has('q', kind), 'another peer has its own');
    pass(1000);
    assert.equal(takenOf(allowance, kind, burst), perSecond, kind);
    pass(1e9);
    assert.equal(takenOf(allowance, kind, burst + 500), burst, 'no more is saved up than a burst');
  }
});

test('kinds are counted apart, and something large takes several', () => {
  const { allowance } = allowanceAt();
  for (let taken = 0; taken < MAX_KNOWN_AT_ONCE; taken += 64) assert.ok(allowance.take('p', 'known', 64));
  assert.ok(!allowance.take('p', 'known'));
  assert.ok(allowance.take('p', 'late'));
});
