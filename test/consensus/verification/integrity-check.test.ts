import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { checkIntegrity } from '../../../src/consensus/verification/integrity-check.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';

const content = Buffer.from('the whole of it');

for (const [algorithm, name] of [
  ['SHA3-256', 'sha3-256'],
  ['SHA-256', 'sha256'],
] as const) {
  test(`${algorithm} digests of another implementation agree, changed content does not`, () => {
    const digest = createHash(name).update(content).digest();
    assert.ok(checkIntegrity({ algorithm, content, digest }, nativeBackend).passed);
    assert.ok(!checkIntegrity({ algorithm, content: content.subarray(1), digest }, nativeBackend).passed);
    assert.ok(!checkIntegrity({ algorithm, content, digest: digest.subarray(1) }, nativeBackend).passed);
  });
}
