import assert from 'node:assert/strict';
import test from 'node:test';
import { limitText, namedLimits } from '../../../tools/docs/named-limits.ts';

test('exported constants in capitals are found with their docstring on one line', () => {
  const text = [
    '/** One line. */',
    'export const ONE_BYTES = 1;',
    '/**',
    ' * Two lines,',
    ' * with a {@link Thing}.',
    ' */',
    'export const TWO_MS: number = 2;',
    'export const THREE_MS = 3;',
  ].join('\n');
  assert.deepEqual(namedLimits(text), [
    { name: 'ONE_BYTES', meaning: 'One line.' },
    { name: 'TWO_MS', meaning: 'Two lines, with a `Thing`.' },
    { name: 'THREE_MS', meaning: '' },
  ]);
});

test('a version is no limit', () => {
  assert.deepEqual(namedLimits('export const WIRE_VERSION: number = 1;'), []);
});

test('what is not exported, not in capitals, or only text is left alone', () => {
  const text = [
    'const A_BYTES = 1;',
    'export const aBytes = 1;',
    "const t = '",
    'export const B_BYTES = 1;',
    "';",
  ].join('\n');
  assert.deepEqual(namedLimits(text.replace(/'\n/u, '`\n').replace("\n'", '\n`')), []);
});

test('numbers are grouped, with a rounder unit beside them where it is exact', () => {
  assert.equal(limitText('MAX_BYTES', 65_536), '65,536 (64 KiB)');
  assert.equal(limitText('MAX_BYTES_PER_KEY', 2 ** 36), '68,719,476,736 (64 GiB)');
  assert.equal(limitText('MAX_BYTES', 65_537), '65,537');
  assert.equal(limitText('MAX_BYTES', 512), '512');
  assert.equal(limitText('TIMEOUT_MS', 10_000), '10,000 (10 s)');
  assert.equal(limitText('TIMEOUT_MS', 120_000), '120,000 (2 min)');
  assert.equal(limitText('TIMEOUT_MS', 3_600_000), '3,600,000 (1 h)');
  assert.equal(limitText('TIMEOUT_MS', 1_500), '1,500');
  assert.equal(limitText('MAX_RECORDS', 2 ** 23), '8,388,608 (2^23)');
  assert.equal(limitText('MAX_RECORDS', 1_000), '1,000');
  assert.equal(limitText('MAX_NONCE', 2n ** 64n - 2n), '18,446,744,073,709,551,614');
});
