import assert from 'node:assert/strict';
import test from 'node:test';
import type { TokenFamilyName } from '../../src/handshake/handshake-pattern.ts';
import { messagesOf, type NoiseOperation, staticKeyKinds } from '../../src/handshake/noise-operations.ts';
import { basePattern } from '../../src/handshake/noise-patterns.ts';
import { parseHandshakePattern } from '../../src/handshake/pattern-notation.ts';

/** A step in a few letters. */
function spell(operation: NoiseOperation): string {
  switch (operation.kind) {
    case 'send-key':
      return `${operation.age} ${operation.key} ${operation.protection}${operation.mixKeyWithPsk ? '*' : ''}`;
    case 'encapsulate':
      return `to ${operation.to} ${operation.protection} ${operation.mix}`;
    case 'agree':
      return `${operation.initiator}+${operation.responder}`;
    case 'psk':
      return 'psk';
    default:
      return operation satisfies never;
  }
}

function stepsOf(family: TokenFamilyName, name: string): readonly (readonly string[])[] {
  return messagesOf(basePattern(family, name)).map(({ operations }) => operations.map(spell));
}

test('the steps of XX in each family are those of spec/noise §3', () => {
  assert.deepEqual(stepsOf('dh', 'XX'), [
    ['ephemeral dh clear*'],
    ['ephemeral dh clear*', 'ephemeral+ephemeral', 'static dh sealed', 'ephemeral+static'],
    ['static dh sealed', 'static+ephemeral'],
  ]);
  assert.deepEqual(stepsOf('kem', 'pqXX'), [
    ['ephemeral kem clear*'],
    ['to ephemeral clear key', 'static kem sealed'],
    ['to static sealed key-and-hash', 'static kem sealed'],
    ['to static sealed key-and-hash'],
  ]);
  assert.deepEqual(stepsOf('hybrid', 'hybridNK'), [
    ['to static sealed key-and-hash', 'ephemeral dh clear*', 'ephemeral kem clear*', 'ephemeral+static'],
    ['to ephemeral clear key', 'ephemeral dh clear*', 'ephemeral kem clear*', 'ephemeral+ephemeral'],
  ]);
  assert.deepEqual(stepsOf('hfs', 'XXhfs').slice(0, 2), [
    ['ephemeral dh clear*', 'ephemeral kem sealed'],
    ['ephemeral dh clear*', 'ephemeral+ephemeral', 'to ephemeral sealed key', 'static dh sealed', 'ephemeral+static'],
  ]);
  assert.deepEqual(stepsOf('qforge', 'XX'), [
    ['ephemeral dh clear*', 'ephemeral kem clear'],
    [
      'ephemeral dh clear*',
      'ephemeral+ephemeral',
      'to ephemeral sealed key',
      'static dh sealed',
      'static kem sealed',
      'ephemeral+static',
    ],
    ['to static sealed key-and-hash', 'static dh sealed', 'static kem sealed', 'static+ephemeral'],
    ['to static sealed key-and-hash'],
  ]);
});

test('ss agrees between the static keys, and psk is a step of its own', () => {
  const pattern = parseHandshakePattern('T', 'dh', '-> s ; <- s ; ... ; -> e, es, ss, psk');
  assert.deepEqual(messagesOf(pattern)[0]?.operations.map(spell).slice(2), ['static+static', 'psk']);
});

test('a family refuses the tokens of others', () => {
  const foreign = [
    ['dh', '-> e, e1'],
    ['dh', '<- s ; ... ; -> skem, e'],
    ['kem', '-> e ; <- e, ee'],
    ['hybrid', '-> e, e1'],
    ['hfs', '<- s ; ... ; -> skem, e'],
    ['qforge', '-> e ; <- ekem'],
  ] as const;
  for (const [family, text] of foreign) {
    const pattern = parseHandshakePattern('T', family, text);
    assert.throws(() => messagesOf(pattern), { code: 'ARGUMENT_INVALID', message: /has no meaning in family/u });
  }
});

test('static keys are of the kinds that the family sends, DH first', () => {
  assert.deepEqual(staticKeyKinds('dh'), ['dh']);
  assert.deepEqual(staticKeyKinds('hfs'), ['dh']);
  assert.deepEqual(staticKeyKinds('kem'), ['kem']);
  assert.deepEqual(staticKeyKinds('hybrid'), ['dh', 'kem']);
  assert.deepEqual(staticKeyKinds('qforge'), ['dh', 'kem']);
});
