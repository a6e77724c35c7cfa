import assert from 'node:assert/strict';
import test from 'node:test';
import { decodedFibre, encodedFibre } from '../../../src/qkd/etsi/fibre-members.ts';

test('what is known of a fibre goes over as members of JSON, and what is not known is not there', () => {
  const fibre = { lengthKm: 12.5, lossDb: 2.5, pulseRateHz: 1e9 };
  const members = JSON.parse(JSON.stringify(encodedFibre(fibre))) as object;
  assert.deepEqual(members, { length_km: 12.5, loss_db: 2.5, pulse_rate_hz: 1e9 });
  assert.deepEqual(decodedFibre(members), { fibre });
  assert.equal(JSON.stringify(encodedFibre({ lossDb: 0 })), '{"loss_db":0}');
  assert.deepEqual(decodedFibre({ loss_db: 0 }), { fibre: { lossDb: 0 } });
  assert.equal(JSON.stringify(encodedFibre()), '{}');
  assert.deepEqual(decodedFibre({}), {});
});
