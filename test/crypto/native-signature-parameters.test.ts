import assert from 'node:assert/strict';
import test from 'node:test';
import { exportPrivateBytes, generatePrivateKeyObject } from '../../src/crypto/native-key-objects.ts';
import { nativeSignatureParameters } from '../../src/crypto/native-signature-parameters.ts';

test('every scheme is filed under its name, and SLH-DSA keys are strings of n bytes', () => {
  const entries = Object.entries(nativeSignatureParameters);
  assert.equal(entries.length, 17);
  for (const [name, parameters] of entries) {
    assert.equal(parameters.algorithm, name);
    const bits = /^SLH-DSA-\w+-(?<bits>\d+)/u.exec(name)?.groups?.['bits'];
    if (bits === undefined) continue;
    const n = Number(bits) / 8;
    assert.deepEqual([parameters.publicKeyBytes, parameters.secretBytes], [2 * n, 4 * n]);
    assert.equal(parameters.signatureBytes % n, 0);
  }
});

test('OpenSSL knows every scheme, with secrets of this length', () => {
  for (const parameters of Object.values(nativeSignatureParameters)) {
    const key = generatePrivateKeyObject(parameters);
    assert.equal(exportPrivateBytes(parameters, key).length, parameters.secretBytes);
  }
});
