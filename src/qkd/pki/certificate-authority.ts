import { createHash } from 'node:crypto';
import type { AlternativeName } from './alternative-name.ts';
import { type CertificateKeyKind, CertificateKeys } from './certificate-keys.ts';
import { type CertificateContents, x509Certificate } from './x509-certificate.ts';

const MS_PER_DAY = 86_400_000;
/** How far a certificate reaches back, for machines whose clock is behind. */
const BACKDATE_MS = 3_600_000;

/** A certificate and its key, as PEM. */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** SHA-256 of the certificate, as lower-case hex. */
  readonly fingerprint: string;
}

/** Who a certificate is for, and for how long from `wallMs` on. */
export interface CertificateWish {
  readonly commonName: string;
  readonly names: readonly AlternativeName[];
  readonly keyKind: CertificateKeyKind;
  readonly validDays: number;
  /** Now, in wall-clock milliseconds. */
  readonly wallMs: number;
  /** Default: random. */
  readonly serial?: Uint8Array;
}

/**
 * A certificate authority in memory: for test networks and `qforge kme pair`.
 *
 * Made here since Node issues no certificates, and a program must not need the openssl command.
 */
export class CertificateAuthority {
  readonly certificatePem: string;
  readonly #keys: CertificateKeys;
  readonly #commonName: string;

  constructor(wish: Omit<CertificateWish, 'names'>) {
    this.#keys = new CertificateKeys(wish.keyKind);
    this.#commonName = wish.commonName;
    const contents = { ...contentsOf({ ...wish, names: [] }), isAuthority: true };
    this.certificatePem = pemOf(x509Certificate(contents, this.#keys, { ...wish, keys: this.#keys }));
  }

  /** A certificate for servers and clients, with a fresh key. */
  issue(wish: CertificateWish): IssuedCertificate {
    const keys = new CertificateKeys(wish.keyKind);
    return issued(x509Certificate(contentsOf(wish), keys, { commonName: this.#commonName, keys: this.#keys }), keys);
  }
}

/** A certificate that vouches for itself, with a fresh key. */
export function selfSignedCertificate(wish: CertificateWish): IssuedCertificate {
  const keys = new CertificateKeys(wish.keyKind);
  return issued(x509Certificate(contentsOf(wish), keys, { commonName: wish.commonName, keys }), keys);
}

function contentsOf(wish: CertificateWish): CertificateContents {
  const { commonName, names, validDays, wallMs, serial } = wish;
  return {
    commonName,
    names,
    notBeforeMs: wallMs - BACKDATE_MS,
    notAfterMs: wallMs + validDays * MS_PER_DAY,
    isAuthority: false,
    ...(serial === undefined ? {} : { serial }),
  };
}

function issued(der: Uint8Array, keys: CertificateKeys): IssuedCertificate {
  const fingerprint = createHash('sha256').update(der).digest('hex');
  return { certificatePem: pemOf(der), privateKeyPem: keys.privateKeyPem, fingerprint };
}

function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/gu, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
}
