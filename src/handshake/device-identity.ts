import { ByteReader, ByteWriter, equalPublicBytes, QForgeError, SecretBytes } from '../base/index.ts';
import {
  type CipherSuite,
  type CryptoBackend,
  cipherSuitesOfLevel,
  type DhPrivateKey,
  type Kem,
  type KemPrivateKey,
  type SecurityLevel,
  type SigningKey,
} from '../crypto/index.ts';
import { type DeviceCertificate, issueCertificate, sameStaticKeys, verifyCertificate } from './device-certificate.ts';

/** How long a new device certificate is valid. */
export const CERTIFICATE_VALIDITY_DAYS = 365;

/** How far a new certificate reaches back, for peers whose clock is behind. */
export const CERTIFICATE_BACKDATE_SECONDS = 3600;

const SECONDS_PER_DAY = 86_400;
const VERSION = 1;
const MAX_SECRET_BYTES = 256;
const MAX_CERTIFICATE_BYTES = 32_768;

/** Everything a device needs to prove who it is: static keys and the certificate over them. */
export interface DeviceIdentity {
  readonly peerId: string;
  readonly suites: readonly CipherSuite[];
  readonly certificate: DeviceCertificate;
  readonly dh: DhPrivateKey;
  readonly kem: KemPrivateKey;
  /** Secret of the signing identity, which renews the certificate; undefined where it is kept offline. */
  readonly signingSecret: SecretBytes | undefined;
}

/**
 * Makes a new identity with device keys of the given level, or of these suites of one level in order of preference. `wallMs` is
 * wall-clock time.
 *
 * Throws `ARGUMENT_INVALID` for suites of several levels, and for none.
 */
export function generateIdentity(
  backend: CryptoBackend,
  level: SecurityLevel | readonly CipherSuite[],
  wallMs: number,
): DeviceIdentity {
  const suites = typeof level === 'string' ? cipherSuitesOfLevel(level) : level;
  return certifyNewDevice(backend, suites, backend.signature(firstSuite(suites).identity).generate(), wallMs);
}

/**
 * New device keys and certificate under the same PeerId.
 *
 * Throws `ARGUMENT_INVALID` where the signing identity is kept offline.
 */
export function renewIdentity(backend: CryptoBackend, identity: DeviceIdentity, wallMs: number): DeviceIdentity {
  if (identity.signingSecret === undefined) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'identity', reason: 'its signing key is kept elsewhere' });
  }
  const scheme = backend.signature(firstSuite(identity.suites).identity);
  const signer = scheme.fromSecret(identity.signingSecret.expose());
  return certifyNewDevice(backend, identity.suites, signer, wallMs);
}

function certifyNewDevice(
  backend: CryptoBackend,
  suites: readonly CipherSuite[],
  signer: SigningKey,
  wallMs: number,
): DeviceIdentity {
  const first = firstSuite(suites);
  const dh = backend.diffieHellman(first.dh).generate();
  const kem = newLastingKey(backend.kem(first.kem));
  const notBeforeSeconds = Math.max(0, Math.floor(wallMs / 1000) - CERTIFICATE_BACKDATE_SECONDS);
  const content = {
    suites,
    notBeforeSeconds,
    notAfterSeconds: notBeforeSeconds + CERTIFICATE_VALIDITY_DAYS * SECONDS_PER_DAY,
    dhPublicKey: dh.publicKey.bytes,
    kemPublicKey: kem.publicKey.bytes,
  };
  const certificate = issueCertificate(content, signer, backend);
  return { peerId: certificate.peerId, suites, certificate, dh, kem, signingSecret: signer.exportSecret() };
}

/** A new key in the place for keys that last. */
function newLastingKey(kem: Kem): KemPrivateKey {
  const key = kem.generate();
  using seed = key.exportSeed();
  key.wipe();
  return kem.lastingFromSeed(seed.expose());
}

//  | 1 u8 | signing secret len16 (0: kept offline) | DH private key len16 | KEM seed len16 | certificate len16 |

/** The identity as secret bytes, for a key container. */
export function encodeIdentity(identity: DeviceIdentity): SecretBytes {
  using dhBytes = identity.dh.exportPrivateBytes();
  using kemSeed = identity.kem.exportSeed();
  const encoded = new ByteWriter(2 * MAX_CERTIFICATE_BYTES)
    .u8(VERSION)
    .bytes16(identity.signingSecret?.expose() ?? new Uint8Array(0))
    .bytes16(dhBytes.expose())
    .bytes16(kemSeed.expose())
    .bytes16(identity.certificate.encoded)
    .finish();
  return SecretBytes.take(encoded);
}

/** Reads an identity back and checks that its keys belong together. Throws `MALFORMED` or `CERTIFICATE_INVALID`. */
export function decodeIdentity(unverified: SecretBytes, backend: CryptoBackend): DeviceIdentity {
  const reader = new ByteReader(unverified.expose(), 'The identity');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const signingSecret = reader.bytes16(MAX_SECRET_BYTES);
  const dhBytes = reader.bytes16(MAX_SECRET_BYTES);
  const kemSeed = reader.bytes16(MAX_SECRET_BYTES);
  const certificate = verifyCertificate(reader.bytes16(MAX_CERTIFICATE_BYTES), backend);
  reader.end();

  const first = firstSuite(certificate.suites);
  const [dhScheme, kemScheme] = [backend.diffieHellman(first.dh), backend.kem(first.kem)];
  const rightLengths = dhBytes.length === dhScheme.keyBytes && kemSeed.length === kemScheme.seedBytes;
  if (!rightLengths) throw reader.malformed('a key has the wrong length');
  const [dh, kem] = [dhScheme.fromPrivateBytes(dhBytes), kemScheme.lastingFromSeed(kemSeed)];
  if (!sameStaticKeys(certificate, dh.publicKey.bytes, kem.publicKey.bytes)) {
    throw reader.malformed('the certificate is of other keys');
  }
  if (signingSecret.length > 0 && !signsFor(certificate, signingSecret, backend)) {
    throw reader.malformed('the certificate is of another signing key');
  }
  return {
    peerId: certificate.peerId,
    suites: certificate.suites,
    certificate,
    dh,
    kem,
    signingSecret: signingSecret.length === 0 ? undefined : SecretBytes.copyOf(signingSecret),
  };
}

/** Whether a signing secret is the one behind a certificate: if not, renewing would change the PeerId. */
function signsFor({ identityKey }: DeviceCertificate, signingSecret: Uint8Array, backend: CryptoBackend): boolean {
  const scheme = backend.signature(identityKey.algorithm);
  if (signingSecret.length !== scheme.secretBytes) return false;
  return equalPublicBytes(scheme.fromSecret(signingSecret).publicKey.bytes, identityKey.bytes);
}

function firstSuite(suites: readonly CipherSuite[]): CipherSuite {
  const [first] = suites;
  if (first === undefined) throw new QForgeError('ARGUMENT_INVALID', { argument: 'suites', reason: 'there is none' });
  return first;
}
