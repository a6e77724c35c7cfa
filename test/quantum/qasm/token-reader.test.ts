import assert from 'node:assert/strict';
import test from 'node:test';
import { qasmTokens } from '../../../src/quantum/qasm/qasm-tokens.ts';
import { MAX_QASM_DEPTH, TokenReader } from '../../../src/quantum/qasm/token-reader.ts';

const readerOf = (source: string): TokenReader => new TokenReader(qasmTokens(source));

test('words are taken one by one, and the end stays', () => {
  const reader = readerOf('a, b');
  assert.ok(reader.sees('a') && !reader.sees(','));
  assert.equal(reader.peek(1).text, ',');
  assert.ok(reader.takes('a') && !reader.takes('b'));
  assert.equal(reader.expect(',').text, ',');
  assert.equal(reader.expectKind('name', 'a name').text, 'b');
  assert.equal(reader.next().kind, 'end');
  assert.equal(reader.peek(5).kind, 'end');
});

test('a word in quotes is no sign', () => {
  assert.ok(!readerOf('";"').sees(';'));
});

test('what should stand there is said', () => {
  assert.throws(() => readerOf('a').expect(';'), /";" should stand here, not "a"/u);
  assert.throws(() => readerOf('').expectKind('name', 'a gate'), /a gate should stand here, not the end/u);
});

test('lists may end in a comma, but not be empty', () => {
  const items = (source: string): string[] => {
    const reader = readerOf(source);
    return reader.list(')', () => reader.expectKind('name', 'a name').text);
  };
  assert.deepEqual(items('a, b, c)'), ['a', 'b', 'c']);
  assert.deepEqual(items('a,)'), ['a']);
  assert.throws(() => items(')'), /something should stand here/u);
});

test('nesting has an end', () => {
  const reader = readerOf('a');
  const dive = (depth: number): number => (depth === 0 ? 0 : reader.nested(() => dive(depth - 1)));
  assert.equal(dive(MAX_QASM_DEPTH), 0);
  assert.throws(() => dive(MAX_QASM_DEPTH + 1), /nested deeper/u);
});
