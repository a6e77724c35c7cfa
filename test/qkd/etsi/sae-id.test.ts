import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEntityId, keyIdOf } from '../../../src/qkd/etsi/sae-id.ts';

test('IDs of SAEs and key managers are short and need no escape', () => {
  for (const id of ['a', 'alice', 'KME-1', 'sae_1.site~x', 'x'.repeat(64)]) assert.equal(isEntityId(id), true, id);
  for (const id of ['', ' ', 'a b', 'a/b', '..', '.', 'ä', 'x'.repeat(65), 'a\n', 'a%20', 5, null, undefined, {}]) {
    assert.equal(isEntityId(id), false, JSON.stringify(id));
  }
});

test('key IDs are UUIDs, kept in lower case', () => {
  const keyId = '0123abcd-4567-89ef-0123-456789abcdef';
  assert.equal(keyIdOf(keyId), keyId);
  assert.equal(keyIdOf(keyId.toUpperCase()), keyId);
  for (const wrong of [
    '',
    keyId.slice(1),
    `${keyId}0`,
    `{${keyId}}`,
    keyId.replaceAll('-', ''),
    `${keyId}\n`,
    7,
    null,
  ]) {
    assert.equal(keyIdOf(wrong), undefined, String(wrong));
  }
});
