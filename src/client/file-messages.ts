import { ByteReader, ByteWriter } from '../base/index.ts';
import { type FileStatus, fileStatuses } from './file-status.ts';

/** Bytes of a SHA-256 digest: FIPS 180-4 §1. */
export const DIGEST_BYTES = 32;
/** Exact length of an answer. spec/file-transfer §2.2 */
export const ANSWER_BYTES: number = 1 + 8 + DIGEST_BYTES;
/** Exact length of a start. spec/file-transfer §2.3 */
export const START_BYTES = 8;
/** Exact length of a result. spec/file-transfer §2.4 */
export const RESULT_BYTES: number = 1 + DIGEST_BYTES;

const NO_DIGEST = new Uint8Array(DIGEST_BYTES);

/** The receiver's answer to an offer: what it already has, or why not. */
export type FileAnswer =
  | { readonly status: 'ok'; readonly offset: number; readonly digest: Uint8Array }
  | { readonly status: Exclude<FileStatus, 'ok'> };

/** The receiver's last word. */
export type FileResult =
  | { readonly status: 'ok'; readonly digest: Uint8Array }
  | { readonly status: Exclude<FileStatus, 'ok'> };

/** `| status u8 | offset u64 | digest |` */
export function encodeAnswer(answer: FileAnswer): Uint8Array {
  const { offset, digest } = answer.status === 'ok' ? answer : { offset: 0, digest: NO_DIGEST };
  return new ByteWriter().u8(fileStatuses.indexOf(answer.status)).u64(offset).bytes(digest).finish();
}

/** Throws `MALFORMED`; an offset is within the `size` of the file. */
export function decodeAnswer(unverified: Uint8Array, size: number): FileAnswer {
  const reader = new ByteReader(unverified, 'The answer to the offer of a file');
  const status = readStatus(reader);
  const offset = reader.u64();
  const digest = reader.bytes(DIGEST_BYTES);
  reader.end();
  if (offset > size) throw reader.malformed('it claims more bytes than the file has');
  if (status === 'ok') return { status, offset, digest };
  if (offset !== 0) throw reader.malformed('it refuses and names an offset');
  return refusalWithoutDigest(reader, status, digest);
}

/** `| offset u64 |` */
export function encodeStart(offset: number): Uint8Array {
  return new ByteWriter().u64(offset).finish();
}

/** The offset the sender starts at: the one `offered`, or 0. Throws `MALFORMED`. */
export function decodeStart(unverified: Uint8Array, offered: number): number {
  const reader = new ByteReader(unverified, 'The start of a file');
  const offset = reader.u64();
  reader.end();
  if (offset !== 0 && offset !== offered) throw reader.malformed('it is neither the offset of the answer nor 0');
  return offset;
}

/** `| status u8 | digest |` */
export function encodeResult(result: FileResult): Uint8Array {
  const digest = result.status === 'ok' ? result.digest : NO_DIGEST;
  return new ByteWriter().u8(fileStatuses.indexOf(result.status)).bytes(digest).finish();
}

/** Throws `MALFORMED`. */
export function decodeResult(unverified: Uint8Array): FileResult {
  const reader = new ByteReader(unverified, 'The result of a file');
  const status = readStatus(reader);
  const digest = reader.bytes(DIGEST_BYTES);
  reader.end();
  return status === 'ok' ? { status, digest } : refusalWithoutDigest(reader, status, digest);
}

function readStatus(reader: ByteReader): FileStatus {
  const status = fileStatuses[reader.u8()];
  if (status === undefined) throw reader.malformed('its status is unknown');
  return status;
}

function refusalWithoutDigest<S extends FileStatus>(reader: ByteReader, status: S, digest: Uint8Array): { status: S } {
  if (digest.some((byte) => byte !== 0)) throw reader.malformed('it fails and names a digest');
  return { status };
}
