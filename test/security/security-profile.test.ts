import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { securityProfile } from '../../src/security/security-profile.ts';

const levels = ['standard', 'high', 'maximum'] as const;
const profiles = levels.map(securityProfile);

/** Whether a figure of each level is at least as strict as that of the level before, and stricter somewhere. */
function tightens(figures: readonly number[]): boolean {
  const sorted = figures.every((figure, index) => index === 0 || figure <= (figures[index - 1] ?? 0));
  return sorted && (figures.at(-1) ?? 0) < (figures[0] ?? 0);
}

describe('security levels', () => {
  test('have suites of their own, of growing strength', () => {
    assert.deepEqual(
      profiles.map(({ suites }) => [...new Set(suites.map(({ dh, kem, identity }) => `${dh} ${kem} ${identity}`))]),
      [
        ['X25519 ML-KEM-512 MLDSA65-Ed25519-SHA512'],
        ['X25519 ML-KEM-768 MLDSA65-Ed25519-SHA512'],
        ['X448 ML-KEM-1024 MLDSA87-Ed448-SHAKE256'],
      ],
    );
    const ids = profiles.flatMap(({ suites }) => suites.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length, 'no suite belongs to two levels: there is nothing to fall back to');
  });

  test('become stricter in every figure, never looser', () => {
    const figures = {
      afterMs: profiles.map(({ rekey }) => rekey.afterMs),
      hardStopMs: profiles.map(({ rekey }) => rekey.hardStopMs),
      afterRecords: profiles.map(({ rekey }) => rekey.afterRecords),
      afterBytes: profiles.map(({ rekey }) => rekey.afterBytes),
      fullHandshakeAfterMs: profiles.map(({ fullHandshakeAfterMs }) => fullHandshakeAfterMs),
      falseAlarmMs: profiles.map(({ detection }) => detection.falseAlarmMs),
      outlierDeviations: profiles.map(({ detection }) => detection.outlierDeviations),
      elevatedScore: profiles.map(({ detection }) => detection.elevatedScore),
    };
    for (const [name, values] of Object.entries(figures)) assert.ok(tightens(values), `${name}: ${values.join(', ')}`);
    assert.deepEqual(
      profiles.map(({ mayBeWeakened }) => mayBeWeakened),
      [true, true, false],
    );
  });

  test('end a session well before its keys are used up, and after a rekey was due', () => {
    for (const { rekey } of profiles) {
      assert.equal(rekey.hardStopMs, rekey.afterMs * 1.5);
      assert.ok(rekey.afterRecords <= 2 ** 23 / 4);
      assert.ok(rekey.afterBytes <= 2 ** 36 / 4);
    }
  });
});
