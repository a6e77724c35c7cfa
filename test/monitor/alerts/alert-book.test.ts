import assert from 'node:assert/strict';
import test from 'node:test';
import { AlertBook, MAX_ALERTS, RESOLVE_AFTER_MS } from '../../../src/monitor/alerts/alert-book.ts';
import type { Found } from '../../../src/monitor/alerts/alert-conditions.ts';
import { ruleOf } from './alert-rig.ts';

const found = (series: string, holds: boolean): Found => ({
  series,
  labels: {},
  value: 1,
  limit: 0,
  holds,
  sentence: 'It is so.',
});

test('time counts while the condition holds, and begins anew after it did not', () => {
  const [book, rule] = [new AlertBook(), ruleOf('r', { forMs: 100 })];
  book.take(rule, [found('x', true)], 50, 1000);
  book.take(rule, [found('x', true)], 50, 1050);
  book.take(rule, [found('x', false)], 50, 1100);
  assert.deepEqual(book.all, []);
  for (const nowMs of [1150, 1200]) book.take(rule, [found('x', true)], 50, nowMs);
  assert.deepEqual(
    book.all.map(({ state, sinceMs }) => [state, sinceMs]),
    [['pending', 1150]],
  );
  book.take(rule, [found('x', true)], 50, 1250);
  assert.deepEqual(
    book.all.map(({ state, firedAtMs }) => [state, firedAtMs]),
    [['firing', 1250]],
  );
});

test('a series that is gone gives no reason any more, and one that comes back is another time', () => {
  const [book, rule] = [new AlertBook(), ruleOf('r')];
  book.take(rule, [found('x', true)], 0, 0);
  book.take(rule, [], RESOLVE_AFTER_MS, 10);
  assert.equal(book.all[0]?.state, 'resolved');
  book.take(rule, [found('x', true)], 10, 20);
  assert.deepEqual(
    book.all.map(({ state, sinceMs, resolvedAtMs }) => [state, sinceMs, resolvedAtMs]),
    [['firing', 20, undefined]],
  );
});

test('alerts are bounded: resolved ones make room', () => {
  const [book, rule] = [new AlertBook(), ruleOf('r')];
  const many = Array.from({ length: MAX_ALERTS + 5 }, (_, at) => found(`s${at}`, true));
  book.take(rule, many, 0, 0);
  assert.equal(book.all.length, MAX_ALERTS);
  book.take(rule, many.slice(1, MAX_ALERTS), RESOLVE_AFTER_MS, 10);
  book.take(rule, [...many.slice(1, MAX_ALERTS), found('late', true)], 10, 20);
  assert.equal(book.all.length, MAX_ALERTS);
  assert.ok(book.all.some(({ series }) => series === 'late') && !book.all.some(({ series }) => series === 's0'));
});

test('rules that there are no more take their alerts along', () => {
  const book = new AlertBook();
  book.take(ruleOf('old'), [found('x', true)], 0, 0);
  book.tidy(new Set(['new']), 0);
  assert.deepEqual(book.all, []);
});
