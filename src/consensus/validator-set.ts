import { ByteReader, ByteWriter, defined, QForgeError, utf8, utf8Text } from '../base/index.ts';
import type { CryptoBackend, SigningKey, VerificationKey } from '../crypto/index.ts';
import { type Digest, digestOf } from './digest.ts';
import { maxFaulty, quorumSize, requireThreshold } from './fault-tolerance.ts';
import { RememberingKey } from './remembering-key.ts';

/** The one scheme of votes and ballots, so that all verifiers agree on every signature. spec/consensus §2 */
export const VOTE_SCHEME = 'ML-DSA-65';
/** Length of a public key of {@link VOTE_SCHEME}, in bytes. */
export const VOTE_KEY_BYTES = 1952;
/** Length of a signature of {@link VOTE_SCHEME}, in bytes. */
export const VOTE_SIGNATURE_BYTES = 3309;
/** Most validators of a set. */
export const MAX_VALIDATORS = 128;

const VERSION = 1;
const MAX_NAME_BYTES = 64;
const MAX_EPOCH = 2 ** 32 - 1;
/** Letters, digits and a little punctuation: names are printed. */
const NAME = /^[\w][\w .@-]*$/u;

/** One validator as a set names it. */
export interface Validator {
  /** Digest of the public key: the same in every set that the validator is in. */
  readonly id: Digest;
  readonly name: string;
  readonly key: VerificationKey;
}

/** What a set is made from. */
export interface ValidatorSetContent {
  readonly epoch: number;
  /** Approvals that decide a proposal. */
  readonly approvals: number;
  readonly validators: readonly { readonly name: string; readonly key: Uint8Array }[];
}

/**
 * Who may vote in an epoch, in the order of their public keys: a validator's index in it is its number in messages.
 *
 * Immutable; `encoded` is its only encoding and `hash` the digest of that. spec/consensus §2
 */
export class ValidatorSet {
  readonly epoch: number;
  readonly approvals: number;
  readonly validators: readonly Validator[];
  readonly encoded: Uint8Array;
  readonly hash: Digest;
  /** Ids in order: what the reducer knows of the validators. */
  readonly members: readonly Digest[];
  readonly faulty: number;
  readonly quorum: number;

  private constructor(content: ValidatorSetContent, encoded: Uint8Array, backend: CryptoBackend) {
    const scheme = backend.signature(VOTE_SCHEME);
    this.epoch = content.epoch;
    this.approvals = content.approvals;
    this.validators = content.validators.map(({ name, key }) => ({
      id: validatorId(key, backend),
      name,
      key: new RememberingKey(scheme.importPublicKey(key), backend),
    }));
    this.encoded = encoded;
    this.hash = digestOf(backend, 'qforge validator set v1', encoded);
    this.members = this.validators.map(({ id }) => id);
    this.faulty = maxFaulty(this.size);
    this.quorum = quorumSize(this.size);
  }

  /** Makes a set; the validators may come in any order. Throws `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`. */
  static of(content: ValidatorSetContent, backend: CryptoBackend): ValidatorSet {
    const validators = content.validators.toSorted((a, b) => compareBytes(a.key, b.key));
    return ValidatorSet.#checked({ ...content, validators }, backend);
  }

  /** Reads a set. Throws `MALFORMED`, `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`. */
  static decode(unverified: Uint8Array, backend: CryptoBackend): ValidatorSet {
    return ValidatorSet.#checked(decodeContent(unverified), backend);
  }

  static #checked(content: ValidatorSetContent, backend: CryptoBackend): ValidatorSet {
    requireSound(content);
    requireThreshold(content.approvals, content.validators.length);
    return new ValidatorSet(content, encodeContent(content), backend);
  }

  get size(): number {
    return this.validators.length;
  }

  /** The validator of this number. Throws `VALIDATOR_UNKNOWN`. */
  at(index: number): Validator {
    const validator = this.validators[index];
    if (validator === undefined) throw new QForgeError('VALIDATOR_UNKNOWN', { validator: `number ${index}` });
    return validator;
  }

  /** The number of the validator with this id; -1 when it is not in the set. */
  indexOf(id: Digest): number {
    return this.members.indexOf(id);
  }
}

/** The id of a validator by its public key. */
export function validatorId(key: Uint8Array, backend: CryptoBackend): Digest {
  return digestOf(backend, 'qforge validator v1', key);
}

/** The id of the validator that holds this signing key. Throws `CRYPTO_KEY_INVALID` for a key of another scheme. */
export function validatorIdOf(key: SigningKey, backend: CryptoBackend): Digest {
  if (key.algorithm !== VOTE_SCHEME) {
    throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: VOTE_SCHEME, reason: `it is a key for ${key.algorithm}` });
  }
  return validatorId(key.publicKey.bytes, backend);
}

//  | 1 u8 | epoch u32 | approvals u16 | n u16 | n x ( name: length u8, UTF-8 | key 1952 ) |   by ascending key
//  spec/consensus §2
function encodeContent({ epoch, approvals, validators }: ValidatorSetContent): Uint8Array {
  const writer = new ByteWriter().u8(VERSION).u32(epoch).u16(approvals).u16(validators.length);
  for (const { name, key } of validators) {
    const text = utf8(name);
    writer.u8(text.length).bytes(text).bytes(key);
  }
  return writer.finish();
}

function decodeContent(unverified: Uint8Array): ValidatorSetContent {
  const reader = new ByteReader(unverified, 'The validator set');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const epoch = reader.u32();
  const approvals = reader.u16();
  const count = reader.u16();
  if (count > MAX_VALIDATORS) throw reader.malformed(`it has more than ${MAX_VALIDATORS} validators`);
  const validators = Array.from({ length: count }, () => ({
    name: readName(reader),
    key: Uint8Array.from(reader.bytes(VOTE_KEY_BYTES)),
  }));
  reader.end();
  return { epoch, approvals, validators };
}

function readName(reader: ByteReader): string {
  const bytes = reader.bytes(reader.u8());
  try {
    return utf8Text(bytes);
  } catch (error) {
    throw new QForgeError('VALIDATOR_SET_INVALID', { reason: 'a name is not UTF-8' }, { cause: error });
  }
}

function requireSound({ epoch, validators }: ValidatorSetContent): void {
  const refuse = (reason: string): never => {
    throw new QForgeError('VALIDATOR_SET_INVALID', { reason });
  };
  if (!Number.isInteger(epoch) || epoch < 0 || epoch > MAX_EPOCH) refuse('its epoch is no number of 32 bits');
  if (validators.length === 0 || validators.length > MAX_VALIDATORS)
    refuse(`it has not 1 to ${MAX_VALIDATORS} validators`);
  for (const { name, key } of validators) {
    if (!NAME.test(name) || utf8(name).length > MAX_NAME_BYTES)
      refuse('a name has forbidden characters or is too long');
    if (key.length !== VOTE_KEY_BYTES) refuse(`a key has ${key.length} bytes, not ${VOTE_KEY_BYTES}`);
  }
  if (new Set(validators.map(({ name }) => name)).size < validators.length) refuse('a name is there twice');
  for (let at = 1; at < validators.length; at++) {
    const [before, after] = [defined(validators[at - 1], 'a validator'), defined(validators[at], 'a validator')];
    if (compareBytes(before.key, after.key) >= 0) refuse('its keys do not ascend');
  }
}

/** The order of keys in a set: that of their bytes. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
