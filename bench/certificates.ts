import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  derBitString,
  derElement,
  derInteger,
  derObjectIdentifier,
  derSequence,
  derSet,
  derText,
  derTime,
} from './der-writer.ts';

/** Key type of a certificate. */
export type CertificateAlgorithm = 'Ed25519' | 'ML-DSA-65';

/** A self-signed certificate and its key, as PEM. */
export interface Certificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** RFC 8410 §3 for Ed25519, RFC 9881 §2 for ML-DSA-65. */
const OBJECT_IDENTIFIERS: Readonly<Record<CertificateAlgorithm, string>> = {
  Ed25519: '1.3.101.112',
  'ML-DSA-65': '2.16.840.1.101.3.4.3.18',
};
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const VALIDITY_MS = 24 * 60 * 60 * 1000;

/**
 * A self-signed X.509 v3 certificate (RFC 5280 §4.1) for the host name `localhost`, valid for a day.
 *
 * Made here because Node issues none and the openssl of many systems knows no ML-DSA.
 */
export function makeCertificate(algorithm: CertificateAlgorithm): Certificate {
  const { publicKey, privateKey } = generateKeys(algorithm);
  const signatureAlgorithm = derSequence(derObjectIdentifier(OBJECT_IDENTIFIERS[algorithm]));
  const name = derSequence(derSet(derSequence(derObjectIdentifier(COMMON_NAME), derText('localhost'))));
  const now = Date.now();
  const version3 = derElement(0xa0, derInteger(Buffer.of(2)));
  const toBeSigned = derSequence(
    version3,
    derInteger(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    signatureAlgorithm,
    name,
    derSequence(derTime(new Date(now - VALIDITY_MS)), derTime(new Date(now + VALIDITY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    derElement(0xa3, derSequence(alternativeName('localhost'))),
  );
  const certificate = derSequence(toBeSigned, signatureAlgorithm, derBitString(sign(null, toBeSigned, privateKey)));
  return {
    certificatePem: pem('CERTIFICATE', certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
}

function generateKeys(algorithm: CertificateAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  return algorithm === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-65');
}

function alternativeName(hostName: string): Uint8Array {
  const names = derSequence(derElement(0x82, Buffer.from(hostName)));
  return derSequence(derObjectIdentifier(SUBJECT_ALTERNATIVE_NAME), derElement(0x04, names));
}

function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines.trimEnd()}\n-----END ${label}-----\n`;
}
