import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { makeCertificate } from '../../bench/certificates.ts';

describe('benchmark certificates', () => {
  for (const [algorithm, keyType] of [
    ['Ed25519', 'ed25519'],
    ['ML-DSA-65', 'ml-dsa-65'],
  ] as const) {
    test(`OpenSSL reads a self-signed ${algorithm} certificate and finds its signature right`, () => {
      const { certificatePem, privateKeyPem } = makeCertificate(algorithm);
      const certificate = new X509Certificate(certificatePem);
      assert.equal(certificate.publicKey.asymmetricKeyType, keyType);
      assert.equal(certificate.verify(certificate.publicKey), true);
      assert.equal(certificate.checkHost('localhost'), 'localhost');
      assert.equal(certificate.subject, 'CN=localhost');
      const now = Date.now();
      assert.ok(certificate.validFromDate.getTime() < now && certificate.validToDate.getTime() > now);
      assert.match(privateKeyPem, /^-----BEGIN PRIVATE KEY-----/);
    });
  }

  test('a certificate of another key does not verify', () => {
    const first = new X509Certificate(makeCertificate('Ed25519').certificatePem);
    const second = new X509Certificate(makeCertificate('Ed25519').certificatePem);
    assert.equal(first.verify(second.publicKey), false);
  });
});
