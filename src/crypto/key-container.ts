import { assert, ByteReader, ByteWriter, equalPublicBytes, QForgeError, SecretBytes } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';
import { freshBytes } from './fresh-bytes.ts';
import { defaultWorkFactors, isBearableWork, type PassphraseKdf, type WorkFactors } from './passphrase-kdf.ts';

/*
 * A secret on its way to a disk. Numbers are big-endian.
 *
 *     bytes  field
 *     8      magic "QFKEY" 0D 0A 1A
 *     1      version, 1
 *     1      protection: 0 none, 1 passphrase
 *
 *     with a passphrase                                        without
 *     4      Argon2id memory in KiB                            n    payload
 *     4      Argon2id passes
 *     1      Argon2id lanes
 *     16     salt
 *     12     nonce
 *     n+16   payload under AES-256-GCM, with all before as
 *            associated data
 *
 *     32     SHA-256 over all before
 *
 * The digest tells damage from a wrong passphrase before any work is done; against forgers there is the tag.
 */
const MAGIC = Uint8Array.of(0x51, 0x46, 0x4b, 0x45, 0x59, 0x0d, 0x0a, 0x1a);
const VERSION = 1;
const PROTECTION_NONE = 0;
const PROTECTION_PASSPHRASE = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DIGEST_BYTES = 32;
const HEADER_BYTES = MAGIC.length + 2;
const PASSPHRASE_FIELD_BYTES = 4 + 4 + 1 + SALT_BYTES + NONCE_BYTES;
const WHAT = 'The key container';

/** The largest payload a container takes. */
export const MAX_KEY_PAYLOAD_BYTES: number = 64 * 1024;
/** The longest container. */
export const MAX_KEY_CONTAINER_BYTES: number =
  HEADER_BYTES + PASSPHRASE_FIELD_BYTES + MAX_KEY_PAYLOAD_BYTES + TAG_BYTES + DIGEST_BYTES;

/** What a container is sealed and opened with. */
export interface KeyContainerTools {
  readonly backend: CryptoBackend;
  readonly passphraseKdf: PassphraseKdf;
}

/** A container as it was read; fields are views. Whether a sealed one is genuine, {@link openKeyContainer} tells. */
export type KeyContainer =
  | { readonly protection: 'none'; readonly payload: Uint8Array }
  | {
      readonly protection: 'passphrase';
      readonly work: WorkFactors;
      readonly salt: Uint8Array;
      readonly nonce: Uint8Array;
      /** Everything before `sealed`. */
      readonly associatedData: Uint8Array;
      readonly sealed: Uint8Array;
    };

/** Reads a container and checks its digest, work factors and length. Throws `MALFORMED`. */
export function decodeKeyContainer(backend: CryptoBackend, unverified: Uint8Array): KeyContainer {
  const reader = new ByteReader(unverified, WHAT);
  if (!equalPublicBytes(reader.bytes(MAGIC.length), MAGIC)) throw reader.malformed('it does not start like one');
  const version = reader.u8();
  if (version !== VERSION) throw reader.malformed(`its version is ${version}, not ${VERSION}`);
  const protection = reader.u8();
  const bodyBytes = reader.remaining - DIGEST_BYTES;
  if (bodyBytes < 0) throw reader.malformed('it is cut off');
  const body = new ByteReader(reader.bytes(bodyBytes), WHAT);
  const digest = backend.hash('SHA-256').digest(unverified.subarray(0, unverified.length - DIGEST_BYTES));
  if (!equalPublicBytes(reader.rest(), digest)) throw reader.malformed('its digest does not match');
  if (protection === PROTECTION_NONE) return { protection: 'none', payload: checkedPayload(body) };
  if (protection === PROTECTION_PASSPHRASE) return decodeSealed(unverified, body);
  throw reader.malformed(`there is no protection ${protection}`);
}

function checkedPayload(body: ByteReader): Uint8Array {
  if (body.remaining > MAX_KEY_PAYLOAD_BYTES) throw body.malformed('it is too long');
  return body.rest();
}

function decodeSealed(unverified: Uint8Array, body: ByteReader): KeyContainer {
  const work = { memoryKiB: body.u32(), passes: body.u32(), parallelism: body.u8() };
  if (!isBearableWork(work)) throw body.malformed('it asks for work out of bounds');
  const salt = body.bytes(SALT_BYTES);
  const nonce = body.bytes(NONCE_BYTES);
  const associatedData = unverified.subarray(0, HEADER_BYTES + PASSPHRASE_FIELD_BYTES);
  if (body.remaining < TAG_BYTES) throw body.malformed('it is cut off');
  if (body.remaining > MAX_KEY_PAYLOAD_BYTES + TAG_BYTES) throw body.malformed('it is too long');
  return { protection: 'passphrase', work, salt, nonce, associatedData, sealed: body.rest() };
}

/**
 * Seals a payload of at most {@link MAX_KEY_PAYLOAD_BYTES} under a passphrase, with a fresh salt and nonce.
 *
 * Throws `ARGUMENT_INVALID` for work factors out of bounds.
 */
export async function sealKeyContainer(
  { backend, passphraseKdf }: KeyContainerTools,
  payload: SecretBytes,
  passphrase: SecretBytes,
  work: WorkFactors = defaultWorkFactors,
): Promise<Uint8Array> {
  assert(payload.length <= MAX_KEY_PAYLOAD_BYTES, 'a payload fits into a container');
  if (!isBearableWork(work)) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'work', reason: 'the work factors are out of bounds' });
  }
  const salt = freshBytes(backend.random, SALT_BYTES);
  const nonce = freshBytes(backend.random, NONCE_BYTES);
  const associatedData = startContainer(PROTECTION_PASSPHRASE, PASSPHRASE_FIELD_BYTES)
    .u32(work.memoryKiB)
    .u32(work.passes)
    .u8(work.parallelism)
    .bytes(salt)
    .bytes(nonce)
    .finish();
  using key = await passphraseKdf(passphrase, salt, work);
  const sealed = backend.aead('AES-256-GCM').importKey(key.expose()).seal(nonce, payload.expose(), associatedData);
  return withDigest(backend, new ByteWriter().bytes(associatedData).bytes(sealed).finish());
}

/** Wraps a payload without any protection but a digest against damage; whoever reads it has the secret. */
export function encodeUnprotectedKeyContainer(backend: CryptoBackend, payload: SecretBytes): SecretBytes {
  assert(payload.length <= MAX_KEY_PAYLOAD_BYTES, 'a payload fits into a container');
  using container = SecretBytes.take(startContainer(PROTECTION_NONE, payload.length).bytes(payload.expose()).finish());
  return SecretBytes.take(withDigest(backend, container.expose()));
}

/**
 * The payload of a sealed container.
 *
 * Throws `CRYPTO_AUTHENTICATION_FAILED` for a wrong passphrase, which a forged container can't be told from.
 */
export async function openKeyContainer(
  { backend, passphraseKdf }: KeyContainerTools,
  container: KeyContainer & { readonly protection: 'passphrase' },
  passphrase: SecretBytes,
): Promise<SecretBytes> {
  const { work, salt, nonce, associatedData, sealed } = container;
  using key = await passphraseKdf(passphrase, salt, work);
  return SecretBytes.take(backend.aead('AES-256-GCM').importKey(key.expose()).open(nonce, sealed, associatedData));
}

/** Sized to what follows: a writer that grows would leave copies behind. */
function startContainer(protection: number, furtherBytes: number): ByteWriter {
  return new ByteWriter(HEADER_BYTES + furtherBytes).bytes(MAGIC).u8(VERSION).u8(protection);
}

function withDigest(backend: CryptoBackend, bytes: Uint8Array): Uint8Array {
  return new ByteWriter(bytes.length + DIGEST_BYTES).bytes(bytes).bytes(backend.hash('SHA-256').digest(bytes)).finish();
}
