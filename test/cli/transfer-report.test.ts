import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transferDocument, transferLines } from '../../src/cli/transfer-report.ts';

const receipt = { name: 'a.bin', bytes: 3_000_000, resumedFrom: 1_000_000, sha256: 'ab'.repeat(32), durationMs: 500 };

describe('the report of a transfer', () => {
  test('counts only what this attempt moved', () => {
    const document = transferDocument(receipt, '/x/a.bin', 'qf1peer');
    assert.equal(document.bytesPerSecond, 4_000_000);
    assert.equal(document.resumedFrom, 1_000_000);
    assert.equal(document.bytes, 3_000_000);
  });

  test('has no rate when no time passed', () => {
    assert.equal(transferDocument({ ...receipt, durationMs: 0 }, 'a', 'p').bytesPerSecond, null);
  });

  test('is one tab-separated line for programs, with nothing that breaks it', () => {
    const document = transferDocument(receipt, 'tab\there', 'qf1peer');
    assert.deepEqual(transferLines(document, false), [
      `tab\\there\t3000000\t${'ab'.repeat(32)}\t1000000\t500\tqf1peer`,
    ]);
  });

  test('tells people size, time, rate, where it was resumed, and the digest', () => {
    assert.deepEqual(transferLines(transferDocument(receipt, 'a.bin', 'p'), true), [
      'a.bin  3.00 MB in 500 ms, 4.00 MB/s, resumed at 1.00 MB',
      `SHA-256 ${'ab'.repeat(32)}`,
    ]);
  });
});
