import { createHash, randomBytes } from 'node:crypto';
import { type AlternativeName, encodeAlternativeName } from './alternative-name.ts';
import type { CertificateKeys } from './certificate-keys.ts';
import {
  type DerBytes,
  derBitString,
  derElement,
  derInteger,
  derNamedBits,
  derObjectIdentifier,
  derOctets,
  derSequence,
  derSet,
  derText,
  derTime,
  derTrue,
} from './der-writer.ts';

const COMMON_NAME = '2.5.4.3';
const SUBJECT_KEY = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const ALTERNATIVE_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';
const AUTHORITY_KEY = '2.5.29.35';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

/** Bits of KeyUsage. RFC 5280 §4.2.1.3 */
const DIGITAL_SIGNATURE = 0;
const KEY_CERT_SIGN = 5;
const KEY_IDENTIFIER_BYTES = 20;
const SERIAL_BYTES = 16;

/** What a certificate says. Times are wall-clock milliseconds. */
export interface CertificateContents {
  readonly commonName: string;
  readonly names: readonly AlternativeName[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly isAuthority: boolean;
  /** Default: random. */
  readonly serial?: Uint8Array;
}

/** Who signs a certificate: its own holder, or an authority. */
export interface CertificateIssuer {
  readonly commonName: string;
  readonly keys: CertificateKeys;
}

/** An X.509 v3 certificate in DER. RFC 5280 §4.1 */
export function x509Certificate(
  contents: CertificateContents,
  holder: CertificateKeys,
  issuer: CertificateIssuer,
): DerBytes {
  const { keys } = issuer;
  const serial = contents.serial ?? Buffer.concat([Buffer.of(1), randomBytes(SERIAL_BYTES - 1)]);
  const toBeSigned = derSequence(
    derElement(0xa0, derInteger(Buffer.of(2))),
    derInteger(serial),
    keys.signatureAlgorithm,
    nameOf(issuer.commonName),
    derSequence(derTime(new Date(contents.notBeforeMs)), derTime(new Date(contents.notAfterMs))),
    nameOf(contents.commonName),
    holder.publicKeyInfo,
    derElement(0xa3, derSequence(...extensionsOf(contents, holder, keys))),
  );
  return derSequence(toBeSigned, keys.signatureAlgorithm, derBitString(keys.sign(toBeSigned)));
}

function nameOf(commonName: string): DerBytes {
  return derSequence(derSet(derSequence(derObjectIdentifier(COMMON_NAME), derText(commonName))));
}

function extensionsOf(
  { isAuthority, names }: CertificateContents,
  holder: CertificateKeys,
  issuer: CertificateKeys,
): readonly DerBytes[] {
  const usage = isAuthority
    ? []
    : [
        extension(
          EXTENDED_KEY_USAGE,
          derSequence(derObjectIdentifier(SERVER_AUTHENTICATION), derObjectIdentifier(CLIENT_AUTHENTICATION)),
        ),
      ];
  const alternative =
    names.length === 0 ? [] : [extension(ALTERNATIVE_NAME, derSequence(...names.map(encodeAlternativeName)))];
  return [
    criticalExtension(BASIC_CONSTRAINTS, isAuthority ? derSequence(derTrue()) : derSequence()),
    criticalExtension(KEY_USAGE, derNamedBits(isAuthority ? KEY_CERT_SIGN : DIGITAL_SIGNATURE)),
    ...usage,
    ...alternative,
    extension(SUBJECT_KEY, derOctets(keyIdentifier(holder))),
    extension(AUTHORITY_KEY, derSequence(derElement(0x80, keyIdentifier(issuer)))),
  ];
}

function extension(identifier: string, value: Uint8Array): DerBytes {
  return derSequence(derObjectIdentifier(identifier), derOctets(value));
}

function criticalExtension(identifier: string, value: Uint8Array): DerBytes {
  return derSequence(derObjectIdentifier(identifier), derTrue(), derOctets(value));
}

/** The leftmost 160 bits of a SHA-256. RFC 7093 §2, method 4 */
function keyIdentifier(keys: CertificateKeys): Uint8Array {
  return createHash('sha256').update(keys.publicKeyInfo).digest().subarray(0, KEY_IDENTIFIER_BYTES);
}
