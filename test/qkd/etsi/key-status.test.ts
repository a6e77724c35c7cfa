import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { decodeKeyStatus, encodeKeyStatus, type KeyStatus } from '../../../src/qkd/etsi/key-status.ts';

const status: KeyStatus = {
  sourceKme: 'AAAABBBBCCCCDDDD',
  targetKme: 'EEEEFFFFGGGGHHHH',
  masterSae: 'IIIIJJJJKKKKLLLL',
  slaveSae: 'MMMMNNNNOOOOPPPP',
  keySize: 352,
  storedKeyCount: 25_000,
  maxKeyCount: 100_000,
  maxKeyPerRequest: 128,
  maxKeySize: 1024,
  minKeySize: 64,
  maxSaeIdCount: 0,
  link: undefined,
};

/** The example of the standard, ETSI GS QKD 014 annex B. */
const example = {
  source_KME_ID: 'AAAABBBBCCCCDDDD',
  target_KME_ID: 'EEEEFFFFGGGGHHHH',
  master_SAE_ID: 'IIIIJJJJKKKKLLLL',
  slave_SAE_ID: 'MMMMNNNNOOOOPPPP',
  key_size: 352,
  stored_key_count: 25_000,
  max_key_count: 100_000,
  max_key_per_request: 128,
  max_key_size: 1024,
  min_key_size: 64,
  max_SAE_ID_count: 0,
};

describe('the status of a key manager', () => {
  test('is the JSON of the standard', () => {
    assert.deepEqual(JSON.parse(encodeKeyStatus(status)), example);
    assert.deepEqual(decodeKeyStatus(example), status);
  });

  test('says beside how the link does', () => {
    const link = { simulated: true, qber: 0.02, secretKeyRate: 1234.5, lowWatermark: 32 };
    const text = encodeKeyStatus({ ...status, link });
    assert.deepEqual((JSON.parse(text) as { status_extension: unknown }).status_extension, {
      simulated: true,
      qber: 0.02,
      skr: 1234.5,
      low_watermark: 32,
    });
    assert.deepEqual(decodeKeyStatus(JSON.parse(text)).link, link);
    const fibre = { lengthKm: 25, lossDb: 5.25, pulseRateHz: 1e9 };
    const more = JSON.parse(encodeKeyStatus({ ...status, link: { ...link, fibre } })) as { status_extension: object };
    assert.deepEqual(more.status_extension, {
      simulated: true,
      qber: 0.02,
      skr: 1234.5,
      low_watermark: 32,
      length_km: 25,
      loss_db: 5.25,
      pulse_rate_hz: 1e9,
    });
    assert.deepEqual(decodeKeyStatus(more).link, { ...link, fibre });
  });

  test('of others may leave out the number of SAEs and fill the extension as they like', () => {
    assert.equal(decodeKeyStatus({ ...example, max_SAE_ID_count: undefined }).maxSaeIdCount, 0);
    for (const extension of [null, [], 'x', { simulated: 'maybe' }]) {
      assert.equal(decodeKeyStatus({ ...example, status_extension: extension }).link, undefined);
    }
  });

  test('is refused when its figures contradict each other or are none', () => {
    const wrong = [
      { stored_key_count: 100_001 },
      { key_size: 32 },
      { key_size: 2048 },
      { key_size: '352' },
      { stored_key_count: -1 },
      { max_key_count: 1.5 },
      { source_KME_ID: undefined },
      { slave_SAE_ID: 5 },
    ];
    for (const changes of wrong) {
      assert.throws(
        () => decodeKeyStatus({ ...example, ...changes }),
        (error) => isQForgeError(error, 'MALFORMED'),
        JSON.stringify(changes),
      );
    }
    for (const value of [null, [], 'x', {}]) {
      assert.throws(
        () => decodeKeyStatus(value),
        (error) => isQForgeError(error, 'MALFORMED'),
      );
    }
  });
});
