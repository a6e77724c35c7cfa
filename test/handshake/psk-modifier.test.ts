import assert from 'node:assert/strict';
import test from 'node:test';
import type { HandshakePattern } from '../../src/handshake/handshake-pattern.ts';
import { basePattern } from '../../src/handshake/noise-patterns.ts';
import { withPskModifiers } from '../../src/handshake/psk-modifier.ts';

function tokensOf({ messages }: HandshakePattern): readonly string[] {
  return messages.map(({ tokens }) => tokens.join(', '));
}

test('psk0 comes first, pskN at the end of message N', () => {
  const pattern = withPskModifiers(basePattern('dh', 'XX'), [0, 1, 2, 3]);
  assert.equal(pattern.name, 'XXpsk0+psk1+psk2+psk3');
  assert.deepEqual(tokensOf(pattern), ['psk, e, psk', 'e, ee, s, es, psk', 's, se, psk']);
});

test('the product’s patterns come out as its specification writes them', () => {
  assert.deepEqual(tokensOf(withPskModifiers(basePattern('qforge', 'XX'), [4])), [
    'e, e1',
    'e, ee, ekem1, s, es',
    'skem, s, se',
    'skem, psk',
  ]);
  const ik = withPskModifiers(basePattern('qforge', 'IK'), [2]);
  assert.deepEqual(ik.knownStatics, ['responder']);
  assert.deepEqual(tokensOf(ik), ['skem, e, e1, es, s, ss', 'e, ee, ekem1, se, skem, psk']);
});

test('a modifier after another one is joined by a plus sign', () => {
  assert.equal(withPskModifiers(basePattern('hfs', 'XXhfs'), [3]).name, 'XXhfs+psk3');
});

test('without positions the pattern is the same', () => {
  const base = basePattern('dh', 'NN');
  assert.equal(withPskModifiers(base, []), base);
});

for (const positions of [[4], [-1], [2, 1], [2, 2], [0, 4]]) {
  test(`positions ${positions.join(', ')} do not fit XX`, () => {
    assert.throws(() => withPskModifiers(basePattern('dh', 'XX'), positions), {
      code: 'ARGUMENT_INVALID',
      message: /a psk modifier is out of place/u,
    });
  });
}
