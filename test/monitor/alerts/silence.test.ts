import assert from 'node:assert/strict';
import test from 'node:test';
import { isSilencing, type Silence } from '../../../src/monitor/alerts/silence.ts';

const silence = (rule: string, labels: Silence['labels'] = {}): Silence => ({
  id: '1',
  rule,
  labels,
  untilMs: 1,
  comment: '',
  madeAtMs: 0,
});

test('a silence is about a rule or all, and about those labels that it names', () => {
  const alert = { rule: 'low', labels: { link: 'a', side: 'x' } };
  assert.equal(isSilencing(silence('low'), alert), true);
  assert.equal(isSilencing(silence('*'), alert), true);
  assert.equal(isSilencing(silence('high'), alert), false);
  assert.equal(isSilencing(silence('*', { link: 'a' }), alert), true);
  assert.equal(isSilencing(silence('*', { link: 'b' }), alert), false);
  assert.equal(isSilencing(silence('*', { other: 'a' }), alert), false);
});
