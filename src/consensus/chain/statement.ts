import { ByteReader, ByteWriter, utf8 } from '../../base/index.ts';
import type { SigningKey } from '../../crypto/index.ts';
import { DIGEST_BYTES, type Digest, digestBytes, digestText } from '../digest.ts';
import { type Validator, VOTE_SIGNATURE_BYTES } from '../validator-set.ts';

const VERSION = 1;
const CONTEXT = utf8('qforge vote v1');
const NIL_BYTES = new Uint8Array(DIGEST_BYTES);
const NIL_TEXT: Digest = digestText(NIL_BYTES);
const NO_ROUND = 0xffff_ffff;

/** Highest round that is counted. */
export const MAX_ROUND = 1_000_000;
/** The steps of a round, in order; a validator signs at most once in each. */
export const statementKinds = ['proposal', 'prevote', 'precommit'] as const;

/** What a statement is: the step of the round that it belongs to. */
export type StatementKind = (typeof statementKinds)[number];

/** What a validator signs in a step of a round. spec/consensus §5 */
export interface Statement {
  readonly kind: StatementKind;
  readonly chainId: Digest;
  readonly epoch: number;
  readonly height: number;
  readonly round: number;
  /** Its number in the validator set of the height. */
  readonly validator: number;
  /**
   * Of a proposal the round in which its block had a quorum of prevotes; of a prevote the round of the lock it relies on, which is
   * what makes amnesia provable (docs/adr/0071); otherwise -1.
   */
  readonly lockRound: number;
  /** Digest of the block; null is nil: "no block in this round". */
  readonly value: Digest | null;
}

/** A statement with its signature. */
export interface SignedStatement extends Statement {
  readonly signature: Uint8Array;
}

/** Signs a statement. */
export function signStatement(statement: Statement, key: SigningKey): SignedStatement {
  return { ...statement, signature: key.sign(encodeStatement(statement), CONTEXT) };
}

/** Whether the signature is this validator's over this statement. */
export function isSignedBy(unverified: SignedStatement, validator: Validator): boolean {
  return validator.key.verify(encodeStatement(unverified), unverified.signature, CONTEXT);
}

//  | 1 u8 | kind u8 | chain 32 | epoch u32 | height u64 | round u32 | validator u16 | lock round u32 | value 32 |
//  no lock round is 2^32 - 1, nil is zeros. spec/consensus §5
/** The bytes that are signed. */
export function encodeStatement(statement: Statement): Uint8Array {
  return writeStatement(new ByteWriter(), statement).finish();
}

/** Writes what is signed. */
export function writeStatement(writer: ByteWriter, statement: Statement): ByteWriter {
  const { kind, chainId, epoch, height, round, validator, lockRound, value } = statement;
  return writer
    .u8(VERSION)
    .u8(statementKinds.indexOf(kind))
    .bytes(digestBytes(chainId))
    .u32(epoch)
    .u64(height)
    .u32(round)
    .u16(validator)
    .u32(lockRound < 0 ? NO_ROUND : lockRound)
    .bytes(valueBytes(value));
}

/** The bytes of what is voted for: nil is zeros. */
export function valueBytes(value: Statement['value']): Uint8Array {
  return value === null ? NIL_BYTES : digestBytes(value);
}

/** Writes a statement and its signature. */
export function writeSignedStatement(writer: ByteWriter, statement: SignedStatement): ByteWriter {
  return writeStatement(writer, statement).bytes(statement.signature);
}

/** Reads a signed statement whose fields make sense together; its signature is not verified yet. Throws `MALFORMED`. */
export function readSignedStatement(reader: ByteReader): SignedStatement {
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const kind = statementKinds[reader.u8()];
  if (kind === undefined) throw reader.malformed('its kind is unknown');
  const chainId = digestText(reader.bytes(DIGEST_BYTES));
  const epoch = reader.u32();
  const height = reader.u64();
  const round = reader.u32();
  const validator = reader.u16();
  const lock = reader.u32();
  const lockRound = lock === NO_ROUND ? -1 : lock;
  const value = readValue(reader);
  requireSense(reader, { kind, round, lockRound, value });
  const signature = Uint8Array.from(reader.bytes(VOTE_SIGNATURE_BYTES));
  return { kind, chainId, epoch, height, round, validator, lockRound, value, signature };
}

/** Reads what is voted for. */
export function readValue(reader: ByteReader): Statement['value'] {
  const text = digestText(reader.bytes(DIGEST_BYTES));
  return text === NIL_TEXT ? null : text;
}

/** Refuses fields of a statement that make no sense together. Throws `MALFORMED`. */
export function requireSense(
  reader: ByteReader,
  { kind, round, lockRound, value }: Pick<Statement, 'kind' | 'round' | 'lockRound' | 'value'>,
): void {
  if (round > MAX_ROUND) throw reader.malformed('its round is out of reach');
  if (lockRound >= 0 && (kind === 'precommit' || lockRound >= round))
    throw reader.malformed('its lock round makes no sense');
  if (value === null && (kind === 'proposal' || lockRound >= 0))
    throw reader.malformed('it is nil where it must not be');
}

/** The bytes of a signed statement alone, as evidence holds them. */
export function encodeSignedStatement(statement: SignedStatement): Uint8Array {
  return writeSignedStatement(new ByteWriter(), statement).finish();
}

/** Reads a signed statement alone. Throws `MALFORMED`. */
export function decodeSignedStatement(unverified: Uint8Array): SignedStatement {
  const reader = new ByteReader(unverified, 'The statement of a validator');
  const statement = readSignedStatement(reader);
  reader.end();
  return statement;
}
