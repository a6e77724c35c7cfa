import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as limits from '../../src/network/rekey-limits.ts';

test('the limits of rekeys are those of spec/records §8', () => {
  assert.deepEqual(limits.defaultRekeyLimits, {
    afterMs: 120_000,
    hardStopMs: 180_000,
    afterRecords: 1_048_576,
    afterBytes: 17_179_869_184,
    retryMs: 10_000,
  });
  assert.equal(limits.REKEY_JITTER, 0.1);
});
