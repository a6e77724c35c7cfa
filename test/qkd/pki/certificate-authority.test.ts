import assert from 'node:assert/strict';
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import {
  CertificateAuthority,
  type CertificateWish,
  selfSignedCertificate,
} from '../../../src/qkd/pki/certificate-authority.ts';

const wish = (changes: Partial<CertificateWish> = {}): CertificateWish => ({
  commonName: 'kme-a',
  names: [{ dns: 'localhost' }, { ip: '127.0.0.1' }, { uri: 'urn:qforge:kme:kme-a' }],
  keyKind: 'P-256',
  validDays: 2,
  wallMs: Date.UTC(2026, 0, 2),
  ...changes,
});

describe('a certificate authority', () => {
  test('issues certificates that OpenSSL traces back to it, for each kind of key', () => {
    for (const keyKind of ['P-256', 'Ed25519', 'ML-DSA-65'] as const) {
      const authority = new CertificateAuthority(wish({ commonName: 'test authority', keyKind }));
      const root = new X509Certificate(authority.certificatePem);
      const { certificatePem, privateKeyPem, fingerprint } = authority.issue(wish({ keyKind }));
      const leaf = new X509Certificate(certificatePem);
      assert.equal(root.ca, true);
      assert.equal(leaf.ca, false);
      assert.equal(leaf.checkIssued(root), true);
      assert.equal(leaf.verify(root.publicKey), true);
      assert.equal(root.verify(root.publicKey), true);
      assert.equal(leaf.checkPrivateKey(createPrivateKey(privateKeyPem)), true);
      assert.equal(leaf.issuer, 'CN=test authority');
      assert.equal(leaf.subject, 'CN=kme-a');
      assert.equal(fingerprint, createHash('sha256').update(leaf.raw).digest('hex'));
      assert.equal(leaf.fingerprint256.replaceAll(':', '').toLowerCase(), fingerprint);
    }
  });

  test('says who the holder is, for how long, and for what', () => {
    const authority = new CertificateAuthority(wish({ commonName: 'test authority' }));
    const leaf = new X509Certificate(authority.issue(wish()).certificatePem);
    assert.equal(leaf.checkHost('localhost'), 'localhost');
    assert.equal(leaf.checkHost('elsewhere'), undefined);
    assert.equal(leaf.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(leaf.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1, URI:urn:qforge:kme:kme-a');
    assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    assert.equal(leaf.validFromDate.getTime(), Date.UTC(2026, 0, 1, 23));
    assert.equal(leaf.validToDate.getTime(), Date.UTC(2026, 0, 4));
  });

  test('does not vouch for what another of the same name and serial has issued', () => {
    const serial = Buffer.from('0123456789abcdef', 'hex');
    const [first, second] = [1, 2].map(() => new CertificateAuthority(wish({ commonName: 'same name' })));
    const [own, foreign] = [first, second].map(
      (authority) => new X509Certificate(authority?.issue(wish({ serial })).certificatePem ?? ''),
    );
    const root = new X509Certificate(first?.certificatePem ?? '');
    assert.equal(own?.serialNumber, '0123456789ABCDEF');
    assert.equal(foreign?.serialNumber, own.serialNumber);
    assert.equal(own.verify(root.publicKey), true);
    assert.equal(foreign.verify(root.publicKey), false);
    assert.notEqual(foreign.fingerprint256, own.fingerprint256);
  });

  test('draws a serial of 16 bytes for each certificate', () => {
    const authority = new CertificateAuthority(wish({ commonName: 'test authority' }));
    const serials = [1, 2].map(() => new X509Certificate(authority.issue(wish()).certificatePem).serialNumber);
    assert.equal(new Set(serials).size, 2);
    assert.ok(serials.every((serial) => serial.length === 32));
  });
});

test('a certificate that vouches for itself', () => {
  const { certificatePem } = selfSignedCertificate(wish());
  const certificate = new X509Certificate(certificatePem);
  assert.equal(certificate.verify(certificate.publicKey), true);
  assert.equal(certificate.ca, false);
});
