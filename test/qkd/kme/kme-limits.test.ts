import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DEFAULT_KEY_BITS,
  defaultKmeSettings,
  MAX_ADDITIONAL_SAES,
  MAX_KEY_BITS,
  MAX_KEYS_PER_REQUEST,
  MIN_KEY_BITS,
} from '../../../src/qkd/kme/kme-limits.ts';
import { decodeRelayMessage, encodeRelayMessage, MAX_RELAYED_KEYS } from '../../../src/qkd/kme/relay-message.ts';

test('the limits of a key manager fit each other', () => {
  assert.ok(MIN_KEY_BITS <= DEFAULT_KEY_BITS && DEFAULT_KEY_BITS <= MAX_KEY_BITS);
  assert.ok([MIN_KEY_BITS, DEFAULT_KEY_BITS, MAX_KEY_BITS].every((bits) => bits % 8 === 0));
  assert.equal(MAX_KEYS_PER_REQUEST, MAX_RELAYED_KEYS);
  assert.ok(defaultKmeSettings.lowWatermark < defaultKmeSettings.maxKeyCount);
  assert.ok(defaultKmeSettings.keyLifetimeMs <= defaultKmeSettings.tombstoneMs);
});

test('the largest request fits into a message between key managers', () => {
  const message = {
    master: 'm'.repeat(64),
    targetKme: 'k'.repeat(64),
    recipients: Array.from({ length: MAX_ADDITIONAL_SAES + 1 }, (_, n) => `${'s'.repeat(60)}${n}`),
    keyBytes: MAX_KEY_BITS / 8,
    simulated: true,
    hopsLeft: 7,
    keys: Array.from({ length: MAX_KEYS_PER_REQUEST }, (_, n) => ({
      keyId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      units: Array.from({ length: MAX_KEY_BITS / 256 }, (_unit, unit) => 2 ** 52 + unit),
      sealed: new Uint8Array(MAX_KEY_BITS / 8),
    })),
  };
  const text = encodeRelayMessage(message);
  assert.ok(text.length < 1_048_576);
  assert.deepEqual(decodeRelayMessage(Buffer.from(text)).keys.length, MAX_KEYS_PER_REQUEST);
});
