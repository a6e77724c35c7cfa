import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { SecretBytes } from '../../../src/base/index.ts';
import { HIDDEN, MAX_VALUE_CHARS, shownValue } from '../../../src/monitor/logging/shown-value.ts';

test('plain values are shown', () => {
  assert.equal(shownValue('peer', 'qf1abc'), 'qf1abc');
  assert.equal(shownValue('afterMs', 1.5), 1.5);
  assert.equal(shownValue('afterMs', Number.NaN), 'NaN');
  assert.equal(shownValue('isOpen', false), false);
  assert.equal(shownValue('count', 12n), '12');
  assert.equal(shownValue('reason', undefined), undefined);
});

test('what is not plain is hidden by its type, whatever its name', () => {
  const bytes = Buffer.from('canary');
  for (const value of [
    SecretBytes.copyOf(bytes),
    createSecretKey(bytes),
    bytes,
    new Uint8Array(bytes),
    bytes.buffer,
    { inner: 'canary' },
    ['canary'],
    new Map([['a', 'canary']]),
    () => 'canary',
    Symbol('canary'),
    null,
  ]) {
    assert.equal(shownValue('peer', value), HIDDEN);
  }
});

test('texts under the name of a secret are hidden, and names that only resemble one are not', () => {
  for (const name of [
    'passphrase',
    'userPassword',
    'api_token',
    'sharedKey',
    'key',
    'PSK',
    'x-api.key',
    'private_key',
  ]) {
    assert.equal(shownValue(name, 'canary'), HIDDEN, name);
  }
  for (const name of ['keyId', 'keyIds', 'monkey', 'tokens', 'reason', 'peer', 'passwordLength']) {
    assert.equal(shownValue(name, 'shown'), 'shown', name);
  }
  assert.equal(shownValue('keys', 5), 5, 'a number of keys is no secret');
});

test('long texts are cut, and say how long they were', () => {
  const shown = String(shownValue('reason', 'x'.repeat(100_000)));
  assert.ok(shown.startsWith('x'.repeat(MAX_VALUE_CHARS)) && shown.endsWith('... (100000 characters)'));
});
