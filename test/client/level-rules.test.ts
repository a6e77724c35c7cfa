import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, type KeySource } from '../../src/base/index.ts';
import { type LevelledOptions, limitsFor, profileFor } from '../../src/client/level-rules.ts';

const keySource = { name: 'a source' } as KeySource;
const levels = ['standard', 'high', 'maximum'] as const;

/** Each option that a level above may not be weakened by. */
const weaknesses: readonly (readonly [string, LevelledOptions])[] = [
  ['trustOnFirstUse', { trustOnFirstUse: true }],
  ['recognisePeers', { recognisePeers: true }],
  ['keyPolicy either', { keySource, keyPolicy: 'either' }],
  ['keyPolicy require-pqc', { kme: 'a file', keyPolicy: 'require-pqc' }],
  ['rekey.afterMs', { rekey: { afterMs: 60_001 } }],
  ['rekey.hardStopMs', { rekey: { hardStopMs: 90_001 } }],
  ['rekey.afterRecords', { rekey: { afterRecords: 2 ** 18 + 1 } }],
  ['rekey.afterBytes', { rekey: { afterBytes: 2 ** 30 + 1 } }],
  ['keep.fullHandshakeAfterMs', { keep: { fullHandshakeAfterMs: 3_600_001 } }],
];

describe('the rules of security levels', () => {
  test('take the level of the identity, and refuse any other that is asked for', () => {
    for (const actual of levels) {
      assert.equal(profileFor(actual, {}).level, actual);
      for (const wanted of levels) {
        if (wanted === actual) assert.equal(profileFor(actual, { securityLevel: wanted }).level, actual);
        else {
          assert.throws(
            () => profileFor(actual, { securityLevel: wanted }),
            (error) =>
              isQForgeError(error, 'SECURITY_LEVEL_MISMATCH') &&
              error.details.wanted === wanted &&
              error.details.actual === actual,
          );
        }
      }
    }
  });

  test('let nothing weaken the maximum, and name what would have', () => {
    for (const [by, options] of weaknesses) {
      assert.throws(
        () => profileFor('maximum', options),
        (error) => isQForgeError(error, 'SECURITY_LEVEL_WEAKENED') && error.details.by === by,
        by,
      );
      for (const level of ['standard', 'high'] as const) assert.equal(profileFor(level, options).level, level);
    }
  });

  test('let the maximum be made stricter, and go without shared keys where there is no source of them', () => {
    const stricter: LevelledOptions = {
      rekey: { afterMs: 1000, afterRecords: 10 },
      keep: { fullHandshakeAfterMs: 1000, idleMs: 5 },
      keyPolicy: 'require-pqc',
    };
    const profile = profileFor('maximum', stricter);
    assert.deepEqual(limitsFor(profile, stricter), {
      rekey: { ...profile.rekey, afterMs: 1000, afterRecords: 10 },
      keep: { fullHandshakeAfterMs: 1000, idleMs: 5 },
    });
    assert.equal(profileFor('maximum', { keySource, keyPolicy: 'require-qkd' }).level, 'maximum');
  });
});
