import { ByteReader, ByteWriter, defined, QForgeError, utf8, utf8Text } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import { DIGEST_BYTES, type Digest, digestBytes, digestText } from '../digest.ts';
import { maxFaulty } from '../fault-tolerance.ts';
import { compareBytes, MAX_VALIDATORS, ValidatorSet, VOTE_KEY_BYTES, validatorId } from '../validator-set.ts';

/** Most bytes that a change says of how a new validator is reached. */
export const MAX_CONTACT_BYTES = 4096;

const VERSION = 1;

/** A validator that is to join. */
export interface NewValidator {
  readonly name: string;
  readonly key: Uint8Array;
  /** How it is reached, in the words of those who run validators; agreement does not read it. */
  readonly contact: Uint8Array;
}

/** What is to become of a validator set: the content of a proposal of the kind `validator-set`. spec/consensus §6 */
export interface SetChange {
  /** Hash of the set that is changed: a change fits no other. */
  readonly base: Digest;
  /** Approvals that decide from then on. */
  readonly approvals: number;
  /** Ids of those that leave. */
  readonly removed: readonly Digest[];
  readonly added: readonly NewValidator[];
}

/** How many validators may join, and how many may leave, in one change of a set of so many: max(1, f). docs/adr/0146 */
export function maxChanged(validators: number): number {
  return Math.max(1, maxFaulty(validators));
}

//  | 1 u8 | set 32 | approvals u16 | n u16 | n x id 32 | n u16 | n x ( name: length u8, UTF-8 | key 1952 | contact: length u16, bytes ) |
//  ids and keys ascend. spec/consensus §6
/** The bytes of a change; its parts may come in any order. */
export function encodeSetChange({ base, approvals, removed, added }: SetChange): Uint8Array {
  const writer = new ByteWriter().u8(VERSION).bytes(digestBytes(base)).u16(approvals).u16(removed.length);
  for (const id of removed.toSorted()) writer.bytes(digestBytes(id));
  writer.u16(added.length);
  for (const { name, key, contact } of added.toSorted((a, b) => compareBytes(a.key, b.key))) {
    const text = utf8(name);
    writer.u8(text.length).bytes(text).bytes(key).bytes16(contact);
  }
  return writer.finish();
}

/** Reads a change; whether it fits a set is for `successorSet` to say. Throws `MALFORMED`, `VALIDATOR_SET_INVALID`. */
export function decodeSetChange(unverified: Uint8Array): SetChange {
  const reader = new ByteReader(unverified, 'The change of the validator set');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const base = digestText(reader.bytes(DIGEST_BYTES));
  const approvals = reader.u16();
  const removed = listOf(reader, () => digestText(reader.bytes(DIGEST_BYTES)));
  const added = listOf(reader, () => readNewValidator(reader));
  reader.end();
  requireAscending(reader, removed);
  requireAscending(
    reader,
    added.map(({ key }) => digestText(key)),
  );
  return { base, approvals, removed, added };
}

function listOf<T>(reader: ByteReader, read: () => T): readonly T[] {
  const count = reader.u16();
  if (count > MAX_VALIDATORS) throw reader.malformed(`it names more than ${MAX_VALIDATORS} validators`);
  return Array.from({ length: count }, read);
}

function readNewValidator(reader: ByteReader): NewValidator {
  const name = readName(reader);
  const key = Uint8Array.from(reader.bytes(VOTE_KEY_BYTES));
  return { name, key, contact: Uint8Array.from(reader.bytes16(MAX_CONTACT_BYTES)) };
}

function readName(reader: ByteReader): string {
  try {
    return utf8Text(reader.bytes(reader.u8()));
  } catch {
    throw reader.malformed('a name is not UTF-8');
  }
}

function requireAscending(reader: ByteReader, texts: readonly string[]): void {
  for (let at = 1; at < texts.length; at++) {
    if (defined(texts[at - 1], 'a text') >= defined(texts[at], 'a text'))
      throw reader.malformed('its validators do not ascend');
  }
}

/**
 * The set that a change makes of another one, for the next epoch.
 *
 * Refused is what fits another set, changes nothing, names strangers as leaving, brings a key that was in use in any epoch (`retired`: those that
 * have left), exceeds `maxChanged`, leaves nobody who knows the log, or a threshold below the quorum of the new set. spec/consensus §6
 * Throws `VALIDATOR_SET_INVALID`, `CONSENSUS_THRESHOLD_INVALID`.
 */
export function successorSet(
  change: SetChange,
  base: ValidatorSet,
  retired: ReadonlySet<Digest>,
  backend: CryptoBackend,
): ValidatorSet {
  requireFitting(change, base);
  for (const { name, key } of change.added) {
    const id = validatorId(key, backend);
    if (base.indexOf(id) >= 0 || retired.has(id)) refuse(`the key of ${name} is or was in use`);
  }
  const kept = base.validators.filter(({ id }) => !change.removed.includes(id));
  const validators = [...kept.map(({ name, key }) => ({ name, key: key.bytes })), ...change.added];
  return ValidatorSet.of({ epoch: base.epoch + 1, approvals: change.approvals, validators }, backend);
}

function requireFitting({ base: named, approvals, removed, added }: SetChange, base: ValidatorSet): void {
  if (named !== base.hash) refuse('it changes another set than that of this epoch');
  if (removed.length === 0 && added.length === 0 && approvals === base.approvals) refuse('it changes nothing');
  if (removed.some((id) => base.indexOf(id) < 0)) refuse('one that leaves is not in the set');
  const limit = maxChanged(base.size);
  if (added.length > limit)
    refuse(`${added.length} join at once, and with ${base.size} validators at most ${limit} may`);
  if (removed.length > limit)
    refuse(`${removed.length} leave at once, and with ${base.size} validators at most ${limit} may`);
  if (removed.length === base.size) refuse('nobody stays who knows the log');
}

function refuse(reason: string): never {
  throw new QForgeError('VALIDATOR_SET_INVALID', { reason });
}
