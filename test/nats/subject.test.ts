import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { isSubject, MAX_SUBJECT_BYTES, requireSubject } from '../../src/nats/subject.ts';

test('subjects to publish on are told from patterns and from what is none', () => {
  for (const subject of ['a', 'orders.new', '$KV.bucket.key', 'größe.é', 'x'.repeat(MAX_SUBJECT_BYTES), 'a*b', 'a>']) {
    assert.equal(isSubject(subject), true, subject);
  }
  const none = ['', '.', 'a.', '.a', 'a..b', '*', 'a.*', '>', 'a.>', 'a b', 'a\r\nPUB b', 'a\u0000', 'a\u0085'];
  for (const subject of [...none, 'x'.repeat(MAX_SUBJECT_BYTES + 1), 'é'.repeat(MAX_SUBJECT_BYTES)]) {
    assert.equal(isSubject(subject), false, subject);
    assert.throws(
      () => requireSubject(subject),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  }
});
