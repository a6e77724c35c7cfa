import assert from 'node:assert/strict';
import test from 'node:test';
import { otherRole, patternError, pskCount } from '../../src/handshake/handshake-pattern.ts';
import { basePattern } from '../../src/handshake/noise-patterns.ts';
import { withPskModifiers } from '../../src/handshake/psk-modifier.ts';

test('each role is the other of the other', () => {
  assert.equal(otherRole('initiator'), 'responder');
  assert.equal(otherRole('responder'), 'initiator');
});

test('pre-shared keys are counted over all messages', () => {
  const base = basePattern('dh', 'XX');
  assert.equal(pskCount(base), 0);
  assert.equal(pskCount(withPskModifiers(base, [0, 1, 3])), 3);
});

test('the error for a pattern names it and what is wrong', () => {
  assert.equal(patternError('QQ', 'it is not one').message, 'the handshake pattern QQ is not valid: it is not one.');
});
