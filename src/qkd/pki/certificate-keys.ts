import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type DerBytes, derObjectIdentifier, derSequence } from './der-writer.ts';

/** Kinds of keys that certificates are made with. */
export type CertificateKeyKind = 'P-256' | 'Ed25519' | 'ML-DSA-65';

/** How one kind of key is made and how its signatures are named and made. */
interface CertificateScheme {
  readonly generate: () => { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  /** RFC 5758 §3.2 for ECDSA with SHA-256, RFC 8410 §3 for Ed25519, RFC 9881 §2 for ML-DSA-65. */
  readonly identifier: string;
  readonly digest: 'sha256' | null;
}

const schemes: Readonly<Record<CertificateKeyKind, CertificateScheme>> = {
  'P-256': {
    generate: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    identifier: '1.2.840.10045.4.3.2',
    digest: 'sha256',
  },
  Ed25519: { generate: () => generateKeyPairSync('ed25519'), identifier: '1.3.101.112', digest: null },
  'ML-DSA-65': {
    generate: () => generateKeyPairSync('ml-dsa-65'),
    identifier: '2.16.840.1.101.3.4.3.18',
    digest: null,
  },
};

/** A key pair that signs certificates or is certified by one. */
export class CertificateKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly #scheme: CertificateScheme;

  constructor(kind: CertificateKeyKind) {
    this.#scheme = schemes[kind];
    const { publicKey, privateKey } = this.#scheme.generate();
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /** SubjectPublicKeyInfo. */
  get publicKeyInfo(): Uint8Array {
    return this.publicKey.export({ type: 'spki', format: 'der' });
  }

  /** AlgorithmIdentifier of the signatures; none of the kinds has parameters. */
  get signatureAlgorithm(): DerBytes {
    return derSequence(derObjectIdentifier(this.#scheme.identifier));
  }

  /** The private key as PKCS#8 in PEM: for a file that only its owner can read. */
  get privateKeyPem(): string {
    return this.privateKey.export({ type: 'pkcs8', format: 'pem' });
  }

  /** A signature in the form that certificates carry. */
  sign(message: Uint8Array): Uint8Array {
    return sign(this.#scheme.digest, message, this.privateKey);
  }
}
