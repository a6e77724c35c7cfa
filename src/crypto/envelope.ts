import { ByteReader, ByteWriter, concatBytes, QForgeError, SecretBytes, utf8 } from '../base/index.ts';
import type { AeadKey } from './aead.ts';
import type { CryptoBackend } from './backend.ts';
import { type CipherSuite, cipherSuiteById } from './cipher-suites.ts';
import { freshBytes } from './fresh-bytes.ts';

/*
 * Encrypted data that says how it was made. Numbers are big-endian.
 *
 *     bytes  field
 *     1      version, 1
 *     2      number of the cipher suite
 *     32     nonce, random
 *     n+16   plaintext under the AEAD of the suite
 *
 * Key and nonce of the AEAD are HKDF's output for the caller's key, with the nonce as salt and the first three bytes
 * behind a label as info: no key serves two algorithms, and random nonces never run out. The associated data is the
 * first 35 bytes and then the caller's.
 */
const VERSION = 1;
const NONCE_BYTES = 32;
const HEADER_BYTES = 1 + 2 + NONCE_BYTES;
const LABEL = utf8('qforge envelope');
const WHAT = 'The envelope';

interface MessageKey {
  readonly key: AeadKey;
  readonly nonce: Uint8Array;
}

/** Encrypts under a 32-byte key and names the suite in the result. */
export function sealEnvelope(
  backend: CryptoBackend,
  suite: CipherSuite,
  key: SecretBytes,
  plaintext: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  const header = new ByteWriter(HEADER_BYTES)
    .u8(VERSION)
    .u16(suite.id)
    .bytes(freshBytes(backend.random, NONCE_BYTES))
    .finish();
  const message = messageKey(backend, suite, key, header);
  return concatBytes(header, message.key.seal(message.nonce, plaintext, concatBytes(header, associatedData)));
}

/** The suite that an envelope says it was made under. Throws `MALFORMED` or `SUITE_UNKNOWN`. */
export function envelopeSuite(unverified: Uint8Array): CipherSuite {
  const reader = new ByteReader(unverified, WHAT);
  const version = reader.u8();
  if (version !== VERSION) throw reader.malformed(`its version is ${version}, not ${VERSION}`);
  return cipherSuiteById(reader.u16());
}

/**
 * The plaintext of an envelope made under `suite`.
 *
 * Throws `MALFORMED`, `SUITE_UNKNOWN`, `SUITE_MISMATCH` or `CRYPTO_AUTHENTICATION_FAILED`.
 */
export function openEnvelope(
  backend: CryptoBackend,
  suite: CipherSuite,
  key: SecretBytes,
  unverified: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  const actual = envelopeSuite(unverified);
  if (actual.id !== suite.id) throw new QForgeError('SUITE_MISMATCH', { expected: suite.name, actual: actual.name });
  const reader = new ByteReader(unverified, WHAT);
  const header = reader.bytes(HEADER_BYTES);
  const message = messageKey(backend, suite, key, header);
  return message.key.open(message.nonce, reader.rest(), concatBytes(header, associatedData));
}

function messageKey(backend: CryptoBackend, suite: CipherSuite, key: SecretBytes, header: Uint8Array): MessageKey {
  const aead = backend.aead(suite.aead);
  const info = concatBytes(LABEL, header.subarray(0, HEADER_BYTES - NONCE_BYTES));
  const salt = header.subarray(HEADER_BYTES - NONCE_BYTES);
  using derived = SecretBytes.take(
    backend.hash(suite.hash).hkdf(key.expose(), salt, info, aead.keyBytes + aead.nonceBytes),
  );
  const nonce = Uint8Array.from(derived.expose().subarray(aead.keyBytes));
  return { key: aead.importKey(derived.expose().subarray(0, aead.keyBytes)), nonce };
}
