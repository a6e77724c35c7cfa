import { type CertificateKeyKind, type IssuedCertificate, selfSignedCertificate } from '../src/qkd/index.ts';

/** Key type of a certificate. */
export type CertificateAlgorithm = Extract<CertificateKeyKind, 'Ed25519' | 'ML-DSA-65'>;

/** A self-signed certificate for the host name `localhost`, valid for a day. */
export function makeCertificate(keyKind: CertificateAlgorithm): IssuedCertificate {
  const names = [{ dns: 'localhost' }];
  return selfSignedCertificate({ commonName: 'localhost', names, keyKind, validDays: 1, wallMs: Date.now() });
}
