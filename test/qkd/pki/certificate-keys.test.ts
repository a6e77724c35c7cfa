import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import { type CertificateKeyKind, CertificateKeys } from '../../../src/qkd/pki/certificate-keys.ts';

const expectations: readonly [CertificateKeyKind, digest: string | null, keyType: string, identifier: string][] = [
  ['P-256', 'sha256', 'ec', '06082a8648ce3d040302'],
  ['Ed25519', null, 'ed25519', '06032b6570'],
  ['ML-DSA-65', null, 'ml-dsa-65', '0609608648016503040312'],
];

describe('keys of certificates', () => {
  for (const [kind, digest, keyType, identifier] of expectations) {
    test(`${kind} signs what OpenSSL verifies, and nothing else`, () => {
      const keys = new CertificateKeys(kind);
      const message = Buffer.from('to be signed');
      const publicKey = createPublicKey({ key: Buffer.from(keys.publicKeyInfo), format: 'der', type: 'spki' });
      assert.equal(publicKey.asymmetricKeyType, keyType);
      assert.equal(verify(digest, message, publicKey, keys.sign(message)), true);
      assert.equal(verify(digest, Buffer.from('another'), publicKey, keys.sign(message)), false);
      assert.equal(keys.signatureAlgorithm.subarray(2).toString('hex'), identifier);
      assert.equal(createPrivateKey(keys.privateKeyPem).asymmetricKeyType, keyType);
    });
  }
});
