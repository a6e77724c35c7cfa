import assert from 'node:assert/strict';
import test from 'node:test';
import { basePattern, patternNames } from '../../src/handshake/noise-patterns.ts';
import { parseHandshakePattern } from '../../src/handshake/pattern-notation.ts';
import { withPskModifiers } from '../../src/handshake/psk-modifier.ts';

/** Patterns that break one rule of spec/noise §2.2 each. */
const broken: readonly (readonly [string, RegExp])[] = [
  ['<- s ; ...', /it has no messages/u],
  ['<- e', /messages do not take turns/u],
  ['-> e ; -> s', /messages do not take turns/u],
  ['-> e ; <- e, ee ; <- s, es', /messages do not take turns/u],
  ['-> s ; -> s ; ... ; -> e', /a static key is known twice/u],
  ['-> e, e', /message 1: e is repeated/u],
  ['-> e, s ; <- e, ee ; -> s', /message 3: s is repeated/u],
  ['-> s ; ... ; -> e, s', /message 1: s is repeated/u],
  ['-> e ; <- e, ee, ee', /message 2: ee is repeated/u],
  ['-> e, e1, e1', /message 1: e1 is repeated/u],
  ['-> e ; <- ekem, ekem', /message 2: ekem is repeated/u],
  ['-> ee', /message 1: ee needs "initiator e" before it/u],
  ['-> e, es', /message 1: es needs "responder s" before it/u],
  ['-> e ; <- e, se', /message 2: se needs "initiator s" before it/u],
  ['-> e, ss', /message 1: ss needs "initiator s" before it/u],
  ['-> ekem', /message 1: ekem needs "responder e" before it/u],
  ['-> e ; <- ekem1', /message 2: ekem1 needs "initiator e1" before it/u],
  ['-> skem', /message 1: skem needs "responder s" before it/u],
  // Noise §7.3, rule 4: a static key agreed with a public key that the ephemeral key has not met.
  ['-> s ; <- s ; ... ; -> ss', /message 1: the payload is not protected/u],
  ['-> s ; <- s ; ... ; -> e, ss', /message 1: the payload is not protected/u],
  ['<- s ; ... ; -> e, s, ss', /message 1: the payload is not protected/u],
  ['<- s ; ... ; -> e, es ; <- e, s', /s is repeated/u],
  ['<- s ; ... ; -> e, es ; <- e', /message 2: the payload is not protected/u],
  ['-> s ; ... ; -> e ; <- e, se', /what follows the handshake is not protected/u],
  ['-> s ; <- s ; ... ; -> e, es, ss ; <- e, ee', /message 2: the payload is not protected/u],
  // Noise §9.3: a pre-shared key without randomness of one's own.
  ['-> psk', /message 1: the payload is not protected/u],
  ['-> psk, s', /message 1: s is not protected/u],
  ['<- s ; ... ; -> psk, skem, e', /message 1: skem is not protected/u],
  ['-> psk, e ; <- psk', /message 2: the payload is not protected/u],
];

for (const [text, rule] of broken) {
  test(`"${text}" is refused by the rule it breaks`, () => {
    assert.throws(() => parseHandshakePattern('T', 'dh', text), { code: 'ARGUMENT_INVALID', message: rule });
  });
}

test('a one-way pattern need not protect what its responder never sends', () => {
  parseHandshakePattern('K', 'dh', '-> s ; <- s ; ... ; -> e, es, ss');
});

test('every pattern of Noise stays valid with every psk modifier, as Noise §9.4 says', (t) => {
  let patterns = 0;
  for (const name of patternNames('dh')) {
    const base = basePattern('dh', name);
    const positions = Array.from({ length: base.messages.length + 1 }, (_, index) => index);
    for (const position of positions) withPskModifiers(base, [position]);
    withPskModifiers(base, positions);
    patterns += positions.length + 1;
  }
  // 3, 12, 18 and 5 patterns of 1, 2, 3 and 4 messages.
  assert.equal(patterns, 3 * 3 + 12 * 4 + 18 * 5 + 5 * 6);
  t.diagnostic(`${patterns} patterns`);
});

test('psk0 is refused wherever the first message begins with an encapsulation', () => {
  for (const family of ['kem', 'hybrid', 'qforge'] as const) {
    for (const name of patternNames(family)) {
      const base = basePattern(family, name);
      const early = base.messages[0]?.tokens[0] === 'skem';
      const modify = (): unknown => withPskModifiers(base, [0]);
      if (early) assert.throws(modify, { code: 'ARGUMENT_INVALID', message: /skem is not/u });
      else modify();
    }
  }
});
