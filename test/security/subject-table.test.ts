import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SubjectTable } from '../../src/security/subject-table.ts';

test('something is kept for each subject, and the one unseen for longest makes room', () => {
  let made = 0;
  const table = new SubjectTable(2, () => ({ number: (made += 1) }));
  assert.equal(table.of('a').number, 1);
  assert.equal(table.of('b').number, 2);
  assert.equal(table.of('a').number, 1);
  assert.equal(table.of('c').number, 3);
  assert.equal(table.size, 2);
  assert.equal(table.of('a').number, 1);
  assert.equal(table.of('b').number, 4, 'it was forgotten');
});
