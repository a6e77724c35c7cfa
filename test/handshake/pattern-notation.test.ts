import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { parseHandshakePattern } from '../../src/handshake/pattern-notation.ts';

const SEED = 20_261_125;

test('a pattern on one line becomes its messages', () => {
  assert.deepEqual(parseHandshakePattern('IK', 'dh', '<- s ; ... ; -> e, es, s, ss ; <- e, ee, se'), {
    name: 'IK',
    family: 'dh',
    knownStatics: ['responder'],
    messages: [
      { sender: 'initiator', tokens: ['e', 'es', 's', 'ss'] },
      { sender: 'responder', tokens: ['e', 'ee', 'se'] },
    ],
  });
});

test('a pattern without knowledge beforehand has no divider', () => {
  const { knownStatics, messages } = parseHandshakePattern('NN', 'dh', '-> e ; <- e, ee');
  assert.deepEqual([knownStatics, messages.length], [[], 2]);
});

const malformed: Readonly<Record<string, RegExp>> = {
  '': /does not begin with an arrow/u,
  e: /does not begin with an arrow/u,
  '->e': /does not begin with an arrow/u,
  '=> e': /does not begin with an arrow/u,
  '-> ': /"" is not a token/u,
  '-> e,es': /"e,es" is not a token/u,
  '->  e': /" e" is not a token/u,
  '-> e, ': /"" is not a token/u,
  '-> E': /"E" is not a token/u,
  '-> e, constructor': /"constructor" is not a token/u,
  '-> e;<- e, ee': /"e;<- e" is not a token/u,
  '-> e ; ': /does not begin with an arrow/u,
  '...': /nothing is known before/u,
  '... ; -> e ; <- e, ee': /nothing is known before/u,
  '<- s ; ... ; -> e ; ... ; <- e, ee': /does not begin with an arrow/u,
  '-> e ; ... ; -> e, ee': /cannot be known beforehand/u,
  '<- s, e ; ... ; -> e, es': /cannot be known beforehand/u,
};

for (const [text, reason] of Object.entries(malformed)) {
  test(`"${text}" is refused`, () => {
    assert.throws(() => parseHandshakePattern('T', 'dh', text), { code: 'ARGUMENT_INVALID', message: reason });
  });
}

test('whatever is made of the characters of the notation is a pattern or refused, and never fails in another way', () => {
  const piece = fc.constantFrom(
    '-> ',
    '<- ',
    'e',
    's',
    'ee',
    'es',
    'psk',
    'e1',
    'skem',
    ', ',
    ' ; ',
    '...',
    ' ',
    '>',
    'x',
  );
  const property = fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
    try {
      const { messages } = parseHandshakePattern('T', 'dh', pieces.join(''));
      assert.ok(messages.length > 0 && messages.every(({ tokens }) => tokens.length > 0));
    } catch (error) {
      assert.ok(isQForgeError(error, 'ARGUMENT_INVALID'), String(error));
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 3_000 });
});
