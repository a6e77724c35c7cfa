import { ByteReader, ByteWriter } from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Lock, SafetyRecord } from '../tendermint/safety-record.ts';
import { type Block, decodeBlock, MAX_BLOCK_BYTES } from './block.ts';
import { MAX_ROUND, readSignedStatement, type SignedStatement, writeSignedStatement } from './statement.ts';

const VERSION = 1;
const NONE = 0;
const FOLLOWS = 1;
const AS_BEFORE = 2;

/** A safety record with the signature that was made over its statement: what a write-ahead log holds. */
export interface SignedSafetyRecord extends SafetyRecord<Block> {
  readonly statement: SignedStatement;
}

//  | 1 u8 | signed statement | block | lock | valid |
//  block: | 0 |, | 1 | length u32, bytes |, or | 2 | for the same one as before; lock, valid: | block | and with one | round u32 |
//  spec/consensus §9

/** The bytes of a record; the journal around it brings checksums. */
export function encodeSafetyRecord({ statement, block, lock, valid }: SignedSafetyRecord): Uint8Array {
  const writer = writeSignedStatement(new ByteWriter().u8(VERSION), statement);
  writeBlock(writer, block, undefined);
  writeLock(writer, lock, block);
  writeLock(writer, valid, lock?.block ?? block);
  return writer.finish();
}

/** Reads a record. Throws `MALFORMED`, `PROPOSAL_REFUSED`. */
export function decodeSafetyRecord(unverified: Uint8Array, backend: CryptoBackend): SignedSafetyRecord {
  const reader = new ByteReader(unverified, 'The safety record');
  if (reader.u8() !== VERSION) throw reader.malformed('its version is unknown');
  const statement = readSignedStatement(reader);
  const block = readBlock(reader, undefined, backend);
  const lock = readLock(reader, block, backend);
  const valid = readLock(reader, lock?.block ?? block, backend);
  reader.end();
  return { statement, ...(block === undefined ? {} : { block }), lock, valid };
}

function writeBlock(writer: ByteWriter, block: Block | undefined, before: Block | undefined): void {
  if (block === undefined) writer.u8(NONE);
  else if (block.id === before?.id) writer.u8(AS_BEFORE);
  else writer.u8(FOLLOWS).u32(block.encoded.length).bytes(block.encoded);
}

function writeLock(writer: ByteWriter, lock: Lock<Block> | null, before: Block | undefined): void {
  writeBlock(writer, lock?.block, before);
  if (lock !== null) writer.u32(lock.round);
}

function readBlock(reader: ByteReader, before: Block | undefined, backend: CryptoBackend): Block | undefined {
  const presence = reader.u8();
  if (presence === NONE) return undefined;
  if (presence === AS_BEFORE && before !== undefined) return before;
  if (presence !== FOLLOWS) throw reader.malformed('a block is neither there nor absent');
  const length = reader.u32();
  if (length > MAX_BLOCK_BYTES) throw reader.malformed('a block is over the limit');
  const block = decodeBlock(reader.bytes(length), backend);
  if (block.id === before?.id) throw reader.malformed('a block is there twice');
  return block;
}

function readLock(reader: ByteReader, before: Block | undefined, backend: CryptoBackend): Lock<Block> | null {
  const block = readBlock(reader, before, backend);
  if (block === undefined) return null;
  const round = reader.u32();
  if (round > MAX_ROUND) throw reader.malformed('the round of a lock is out of reach');
  return { round, value: block.id, block };
}
