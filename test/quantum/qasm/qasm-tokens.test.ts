import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { qasmTokens } from '../../../src/quantum/qasm/qasm-tokens.ts';

const words = (source: string): string[] => qasmTokens(source).map(({ kind, text }) => `${kind} ${text}`.trim());
const fails =
  (place: string) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.message.includes(place);

describe('the words of a program', () => {
  test('are names, numbers, texts and signs', () => {
    assert.deepEqual(words('h q[0]; // rest'), ['name h', 'name q', 'sign [', 'integer 0', 'sign ]', 'sign ;', 'end']);
    assert.deepEqual(words('"a.inc" \'b\''), ['text a.inc', 'text b', 'end']);
    assert.deepEqual(words('-> == <<= ** θ'), ['sign ->', 'sign ==', 'sign <<=', 'sign **', 'name θ', 'end']);
  });

  test('numbers have many forms', () => {
    assert.deepEqual(words('1_000 0x1F 0b1_0 0o17'), [
      'integer 1000',
      'integer 0x1F',
      'integer 0b10',
      'integer 0o17',
      'end',
    ]);
    assert.deepEqual(words('1.5 .5 2. 3e4 1.e-3'), ['real 1.5', 'real .5', 'real 2.', 'real 3e4', 'real 1.e-3', 'end']);
    for (const bad of ['12af', '3__4', '0b12', '1.2.3', '0x', '3e4e5'])
      assert.throws(() => qasmTokens(bad), fails('line 1'), bad);
  });

  test('have their place, across lines and comments', () => {
    const [, second, third] = qasmTokens('a\n  /* x\n y */ b\n\tc');
    assert.deepEqual([second?.line, second?.column, third?.line, third?.column], [3, 7, 4, 2]);
  });

  test('what is none is refused where it stands', () => {
    assert.throws(() => qasmTokens('x q;\n  #'), fails('line 2, column 3'));
    assert.throws(() => qasmTokens('a /* never'), fails('comment does not end'));
    assert.throws(() => qasmTokens('include "a'), fails('text does not end'));
    assert.throws(() => qasmTokens('x $0;'), fails('a physical qubit in line 1, column 3'));
    assert.throws(() => qasmTokens('delay[3ns]'), fails('a duration'));
    assert.throws(() => qasmTokens('2im'), fails('a complex number'));
  });
});
