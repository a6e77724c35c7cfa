import assert from 'node:assert/strict';
import test from 'node:test';
import type { Clock } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { ItemNames, type KnownItem } from '../../../src/validator/node/known-summary.ts';
import { MAX_TOLD_BYTES, TellingLedger } from '../../../src/validator/node/telling-ledger.ts';
import { ballotOf, fixtureOf, proposalOn, statementOf } from '../consensus-fixture.ts';

const fixture = fixtureOf();
const names = new ItemNames(nativeBackend);
const statement = names.ofStatement({ ...statementOf(fixture, 0, { kind: 'prevote' }), kind: 'prevote' });
const proposal = proposalOn(fixture, 'p');
const ballot = names.ofRecord({ kind: 'ballot', ballot: ballotOf(fixture, proposal, 0) });

function ledgerAt(): { readonly ledger: TellingLedger; readonly pass: (ms: number) => void } {
  let nowMs = 5000;
  const clock = { monotonicMs: () => nowMs } as Clock;
  const ledger = new TellingLedger(clock, { relayMs: 10, repeatMs: 100 });
  return { ledger, pass: (ms) => (nowMs += ms) };
}

test('whoever goes on lacking the same is told of it ever more rarely', () => {
  const { ledger, pass } = ledgerAt();
  let told = 0;
  for (let ms = 0; ms < 100_000; ms += 10) {
    if (ledger.mayTell('p', statement, 10)) told += 1;
    pass(10);
  }
  // At once, after 100, 200, ... 3,200 ms more, and from then on every 6,400.
  assert.equal(told, 7 + Math.floor((100_000 - 6300) / 6400));
  assert.ok(ledger.mayTell('q', statement, 10), 'another peer has its own times');
});

test('another height forgets statements at once, and ballots when nobody lacks them any more', () => {
  const { ledger, pass } = ledgerAt();
  const may = (item: KnownItem): boolean => ledger.mayTell('p', item, 1);
  assert.deepEqual([may(statement), may(ballot), may(statement), may(ballot)], [true, true, false, false]);
  ledger.forgetStatements();
  assert.deepEqual([may(statement), may(ballot)], [true, false]);
  pass(150);
  assert.ok(may(ballot));
  pass(150);
  assert.ok(!may(ballot), 'the second wait is twice as long');
  pass(10_000);
  ledger.forgetStatements();
  assert.ok(may(ballot));
  pass(150);
  assert.ok(may(ballot), 'and begins anew');
});

test('a peer is told only so many bytes at a time, but one thing always', () => {
  const { ledger, pass } = ledgerAt();
  const items = Array.from({ length: 20 }, (_, validator) => ({ ...statement, validator }));
  const told = (): number => items.filter((item) => ledger.mayTell('p', item, MAX_TOLD_BYTES / 4)).length;
  assert.equal(told(), 4);
  assert.equal(told(), 0);
  pass(101);
  assert.ok(ledger.mayTell('p', ballot, 2 * MAX_TOLD_BYTES));
  assert.equal(told(), 0);
});

test('questions and requests for everything are answered once in their times', () => {
  const { ledger, pass } = ledgerAt();
  const asked = (): readonly boolean[] => [ledger.mayAsk('p', true), ledger.mayAsk('p', false), ledger.mayTellAll('p')];
  assert.deepEqual(asked(), [true, true, true]);
  pass(9);
  assert.deepEqual(asked(), [false, false, false]);
  pass(1);
  assert.deepEqual(asked(), [true, true, false]);
  pass(90);
  assert.ok(ledger.mayTellAll('p'));
});
