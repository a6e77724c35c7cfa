import { ByteReader, ByteWriter, equalPublicBytes, isQForgeError, QForgeError, utf8 } from '../base/index.ts';
import {
  type CipherSuite,
  type CryptoBackend,
  cipherSuiteById,
  type SigningKey,
  type VerificationKey,
} from '../crypto/index.ts';
import { identitySchemeNumber } from './identity-schemes.ts';
import { peerIdOf } from './peer-id.ts';

const VERSION = 1;
const MAX_SUITES = 16;
const SIGNATURE_CONTEXT = utf8('qforge device certificate v1');

/** What a device certificate says, before anyone has signed it. Times in seconds since 1970. */
export interface CertificateContent {
  /** In order of preference; all with the same DH, KEM and identity scheme. */
  readonly suites: readonly CipherSuite[];
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
  readonly dhPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
}

/** A certificate whose signature was verified: an identity vouches for a device's static keys. spec/handshake §2.2 */
export interface DeviceCertificate extends CertificateContent {
  readonly peerId: string;
  readonly identityKey: VerificationKey;
  /** The exact bytes that were signed and the signature behind them. */
  readonly encoded: Uint8Array;
}

/** Signs a certificate; the result has been decoded and verified again. Throws `CERTIFICATE_INVALID`. */
export function issueCertificate(
  content: CertificateContent,
  identity: SigningKey,
  backend: CryptoBackend,
): DeviceCertificate {
  const signed = encodeSigned(content, identity.publicKey);
  const signature = identity.sign(signed, SIGNATURE_CONTEXT);
  return verifyCertificate(new ByteWriter().bytes(signed).bytes(signature).finish(), backend);
}

/**
 * Decodes and verifies a certificate; says nothing yet about the time: see {@link assertCertificateCurrent}.
 *
 * Throws `CERTIFICATE_INVALID`.
 */
export function verifyCertificate(unverified: Uint8Array, backend: CryptoBackend): DeviceCertificate {
  // The certificate outlives the packet it came in.
  const encoded = new Uint8Array(unverified);
  try {
    return decodeAndVerify(encoded, backend);
  } catch (error) {
    if (isQForgeError(error, 'CERTIFICATE_INVALID')) throw error;
    throw new QForgeError('CERTIFICATE_INVALID', { reason: 'it is malformed' }, { cause: error });
  }
}

/** Refuses a certificate outside its validity. `wallMs` is wall-clock time. Throws `CERTIFICATE_INVALID`. */
export function assertCertificateCurrent(certificate: DeviceCertificate, wallMs: number): void {
  const nowSeconds = wallMs / 1000;
  if (nowSeconds < certificate.notBeforeSeconds) {
    throw new QForgeError('CERTIFICATE_INVALID', { reason: 'it is not valid yet' });
  }
  if (nowSeconds > certificate.notAfterSeconds) {
    throw new QForgeError('CERTIFICATE_INVALID', { reason: 'it has expired' });
  }
}

//  | 1 u8 | scheme u8 | not before u64 | not after u64 | n u8 | n suites u16 | DH key | KEM key | identity key |
function encodeSigned(content: CertificateContent, identityKey: VerificationKey): Uint8Array {
  const writer = new ByteWriter()
    .u8(VERSION)
    .u8(identitySchemeNumber(identityKey.algorithm))
    .u64(content.notBeforeSeconds)
    .u64(content.notAfterSeconds)
    .u8(content.suites.length);
  for (const suite of content.suites) writer.u16(suite.id);
  return writer.bytes(content.dhPublicKey).bytes(content.kemPublicKey).bytes(identityKey.bytes).finish();
}

function decodeAndVerify(encoded: Uint8Array, backend: CryptoBackend): DeviceCertificate {
  const reader = new ByteReader(encoded, 'The device certificate');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const schemeNumber = reader.u8();
  const notBeforeSeconds = reader.u64();
  const notAfterSeconds = reader.u64();
  const { suites, first } = readSuites(reader);
  if (schemeNumber !== identitySchemeNumber(first.identity)) throw reader.malformed('scheme and suites disagree');
  if (notBeforeSeconds >= notAfterSeconds) throw reader.malformed('it ends before it begins');

  const scheme = backend.signature(first.identity);
  const dhPublicKey = reader.bytes(backend.diffieHellman(first.dh).keyBytes);
  const kemPublicKey = reader.bytes(backend.kem(first.kem).publicKeyBytes);
  const identityKey = scheme.importPublicKey(reader.bytes(scheme.publicKeyBytes));
  const signed = encoded.subarray(0, encoded.length - reader.remaining);
  const signature = reader.bytes(scheme.signatureBytes);
  reader.end();
  if (!identityKey.verify(signed, signature, SIGNATURE_CONTEXT)) {
    throw new QForgeError('CERTIFICATE_INVALID', { reason: 'its signature does not verify' });
  }
  const peerId = peerIdOf(identityKey, backend);
  return { suites, notBeforeSeconds, notAfterSeconds, dhPublicKey, kemPublicKey, identityKey, peerId, encoded };
}

function readSuites(reader: ByteReader): { suites: CipherSuite[]; first: CipherSuite } {
  const count = reader.u8();
  if (count > MAX_SUITES) throw reader.malformed('it lists too many suites');
  const suites = Array.from({ length: count }, () => cipherSuiteById(reader.u16()));
  const [first] = suites;
  if (first === undefined) throw reader.malformed('it lists no suite');
  if (new Set(suites).size !== count) throw reader.malformed('it lists a suite twice');
  const uniform = suites.every((s) => s.dh === first.dh && s.kem === first.kem && s.identity === first.identity);
  if (!uniform) throw reader.malformed('its suites need different keys');
  return { suites, first };
}

/** Whether two certificates carry the same static keys. */
export function sameStaticKeys(
  certificate: DeviceCertificate,
  dhPublicKey: Uint8Array,
  kemPublicKey: Uint8Array,
): boolean {
  return (
    equalPublicBytes(certificate.dhPublicKey, dhPublicKey) && equalPublicBytes(certificate.kemPublicKey, kemPublicKey)
  );
}
