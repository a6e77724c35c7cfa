import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { CallerDirectory, callerUri } from '../../../src/qkd/kme/caller-directory.ts';
import type { AlternativeName } from '../../../src/qkd/pki/alternative-name.ts';
import { CertificateAuthority, type IssuedCertificate } from '../../../src/qkd/pki/certificate-authority.ts';

const subject = { keyKind: 'P-256', validDays: 1, wallMs: Date.now() } as const;
const authority = new CertificateAuthority({ ...subject, commonName: 'authority' });
const issue = (names: readonly AlternativeName[], commonName = 'any'): IssuedCertificate =>
  authority.issue({ ...subject, commonName, names });
const parsed = ({ certificatePem }: IssuedCertificate): X509Certificate => new X509Certificate(certificatePem);

describe('callers of a key manager', () => {
  test('are told by the alternative name of their certificate', () => {
    const directory = new CallerDirectory([
      { kind: 'sae', id: 'alice' },
      { kind: 'kme', id: 'kme-b' },
    ]);
    const identify = (...uris: readonly string[]): unknown =>
      directory.identify(parsed(issue(uris.map((uri) => ({ uri })))));
    assert.deepEqual(identify('urn:qforge:sae:alice'), { kind: 'sae', id: 'alice' });
    assert.deepEqual(identify('urn:qforge:kme:kme-b'), { kind: 'kme', id: 'kme-b' });
    assert.deepEqual(identify('urn:other:x', 'urn:qforge:sae:alice'), { kind: 'sae', id: 'alice' });
    assert.equal(callerUri({ kind: 'sae', id: 'alice' }), 'urn:qforge:sae:alice');
  });

  test('are strangers with any other name, with two names, or with the name elsewhere', () => {
    const directory = new CallerDirectory([{ kind: 'sae', id: 'alice' }]);
    const identify = (names: readonly AlternativeName[], commonName?: string): unknown =>
      directory.identify(parsed(issue(names, commonName)));
    assert.equal(identify([{ uri: 'urn:qforge:sae:eve' }]), undefined);
    assert.equal(identify([{ uri: 'urn:qforge:kme:alice' }]), undefined);
    assert.equal(identify([{ uri: 'urn:qforge:sae:alice' }, { uri: 'urn:qforge:sae:eve' }]), undefined);
    assert.equal(identify([{ dns: 'alice' }], 'alice'), undefined);
    assert.equal(identify([{ dns: 'URI:urn:qforge:sae:alice' }]), undefined);
    assert.equal(identify([{ uri: 'urn:qforge:sae:eve,URI:urn:qforge:sae:alice' }]), undefined);
    assert.equal(identify([{ uri: 'urn:qforge:sae:alice"' }]), undefined);
  });

  test('that are tied to a certificate need that very one, and no name in it', () => {
    const own = issue([], 'certificate of another vendor');
    const directory = new CallerDirectory([{ kind: 'sae', id: 'alice', fingerprint: own.fingerprint }]);
    assert.deepEqual(directory.identify(parsed(own)), { kind: 'sae', id: 'alice' });
    assert.equal(directory.identify(parsed(issue([{ uri: 'urn:qforge:sae:alice' }]))), undefined);
  });

  test('are not told by serial numbers', () => {
    const serial = Buffer.from('00112233', 'hex');
    const wish = { ...subject, commonName: 'alice', serial, names: [{ uri: 'urn:qforge:sae:alice' }] };
    const own = authority.issue(wish);
    const twin = new CertificateAuthority({ ...subject, commonName: 'authority' }).issue(wish);
    const directory = new CallerDirectory([{ kind: 'sae', id: 'alice', fingerprint: own.fingerprint }]);
    assert.equal(parsed(twin).serialNumber, parsed(own).serialNumber);
    assert.equal(directory.identify(parsed(twin)), undefined);
    assert.notEqual(directory.identify(parsed(own)), undefined);
  });
});
