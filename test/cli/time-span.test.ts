import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { timeSpan } from '../../src/cli/time-span.ts';

test('reads times as people write them', () => {
  const spans = { '90s': 90_000, '30min': 1_800_000, '2h': 7_200_000, '7d': 604_800_000, '1 h': 3_600_000 };
  for (const [text, ms] of Object.entries(spans)) assert.equal(timeSpan('--for', text), ms);
  for (const wrong of ['', '2', 'h', '-2h', '1.5h', '2m', '2h30', '9999999s', 'constructor']) {
    assert.throws(
      () => timeSpan('--for', wrong),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
      wrong,
    );
  }
});
