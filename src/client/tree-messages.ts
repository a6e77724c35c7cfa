import { ByteReader, ByteWriter, concatBytes, equalPublicBytes, QForgeError, utf8, utf8Text } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';
import { DIGEST_BYTES } from './file-messages.ts';
import { fileNameProblem } from './file-name.ts';
import { treeLinkProblem, treePathProblem } from './tree-path.ts';

/** What a sender says of a folder before it sends it. */
export interface TreeOffer {
  readonly name: string;
  /** Everything below the folder: files, folders and links. */
  readonly entries: number;
  /** Bytes of all files. */
  readonly bytes: number;
}

/** What lies in a folder. Paths are relative, with slashes; `mode` has the nine bits of permissions. */
export type TreeEntry =
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number; readonly modifiedMs: number }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly modifiedMs: number;
      readonly bytes: number;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/** One message from the sender of a folder. */
export type TreeMessage =
  | TreeEntry
  | { readonly kind: 'content'; readonly offset: number }
  | { readonly kind: 'end'; readonly digest: Uint8Array };

/** The most entries of a folder. spec/file-transfer §7.6 */
export const MAX_TREE_ENTRIES = 1_000_000;
/** Files that may be offered before the content of the first of them. spec/file-transfer §7.3 */
export const OFFERS_AHEAD = 64;
/** Bytes before the body of a message: type and length. spec/file-transfer §7.2 */
export const MESSAGE_HEADER_BYTES = 3;

const PROTOCOL = concatBytes(utf8('qforge.tree/1'), new Uint8Array(1));
const TYPE = { folder: 1, file: 2, link: 3, content: 4, end: 5 } as const;
const MAX_BODY_BYTES = 8192;
const MODE_BITS = 0o777;
/** End of the year 9999. */
const MAX_MODIFIED_MS = 253_402_300_799_999;

/** Whether a stream was opened to send a folder. */
export function isTreeStream(stream: Pick<ChannelStream, 'header'>): boolean {
  return equalPublicBytes(stream.header.subarray(0, PROTOCOL.length), PROTOCOL);
}

//  | "qforge.tree/1", 0 | entries u32 | bytes u64 | name len16 |      spec/file-transfer §7.1

/** The stream header that offers a folder; the name has been checked. */
export function encodeTreeOffer(offer: TreeOffer): Uint8Array {
  return new ByteWriter().bytes(PROTOCOL).u32(offer.entries).u64(offer.bytes).bytes16(utf8(offer.name)).finish();
}

/** Reads a stream header. Throws `MALFORMED`, also for a name that breaks the rules. */
export function decodeTreeOffer(unverifiedHeader: Uint8Array): TreeOffer {
  const reader = new ByteReader(unverifiedHeader, 'The offer of a folder');
  if (!equalPublicBytes(reader.bytes(PROTOCOL.length), PROTOCOL)) throw reader.malformed('its protocol is unknown');
  const entries = reader.u32();
  if (entries > MAX_TREE_ENTRIES) throw reader.malformed('it has too many entries');
  const bytes = reader.u64();
  const name = readText(reader);
  reader.end();
  const problem = fileNameProblem(name);
  if (problem !== undefined) throw new QForgeError('MALFORMED', { what: 'The name of a folder', reason: problem });
  return { name, entries, bytes };
}

//  | type u8 | length u16 | body |      spec/file-transfer §7.2

/** One message of the sender. */
export function encodeTreeMessage(message: TreeMessage): Uint8Array {
  const body = bodyOf(message);
  return new ByteWriter().u8(TYPE[message.kind]).bytes16(body).finish();
}

/** Type and length of a message. Throws `MALFORMED`. */
export function decodeMessageHeader(unverified: Uint8Array): { readonly type: number; readonly length: number } {
  const reader = new ByteReader(unverified, 'A message about a folder');
  const header = { type: reader.u8(), length: reader.u16() };
  reader.end();
  if (header.length > MAX_BODY_BYTES) throw reader.malformed('it is too long');
  return header;
}

/** Reads the body of a message. Throws `MALFORMED`, also for paths and links that break the rules. */
export function decodeTreeMessage(type: number, unverifiedBody: Uint8Array): TreeMessage {
  const reader = new ByteReader(unverifiedBody, 'A message about a folder');
  const message = readBody(reader, type);
  reader.end();
  return message;
}

function bodyOf(message: TreeMessage): Uint8Array {
  const writer = new ByteWriter();
  switch (message.kind) {
    case 'folder':
      return writer.u16(message.mode).u64(time(message.modifiedMs)).bytes16(utf8(message.path)).finish();
    case 'file':
      return writer
        .u16(message.mode)
        .u64(time(message.modifiedMs))
        .u64(message.bytes)
        .bytes16(utf8(message.path))
        .finish();
    case 'link':
      return writer.bytes16(utf8(message.path)).bytes16(utf8(message.target)).finish();
    case 'content':
      return writer.u64(message.offset).finish();
    default:
      return message.digest;
  }
}

function readBody(reader: ByteReader, type: number): TreeMessage {
  switch (type) {
    case TYPE.folder:
      return { kind: 'folder', mode: readMode(reader), modifiedMs: readTime(reader), path: readPath(reader) };
    case TYPE.file:
      return {
        kind: 'file',
        mode: readMode(reader),
        modifiedMs: readTime(reader),
        bytes: reader.u64(),
        path: readPath(reader),
      };
    case TYPE.link:
      return readLink(reader);
    case TYPE.content:
      return { kind: 'content', offset: reader.u64() };
    case TYPE.end:
      return { kind: 'end', digest: reader.bytes(DIGEST_BYTES) };
    default:
      throw reader.malformed('its type is unknown');
  }
}

function readLink(reader: ByteReader): TreeMessage {
  const path = readPath(reader);
  const target = readText(reader);
  const problem = treeLinkProblem(path, target);
  if (problem !== undefined) throw reader.malformed(problem);
  return { kind: 'link', path, target };
}

function readPath(reader: ByteReader): string {
  const path = readText(reader);
  const problem = treePathProblem(path);
  if (problem !== undefined) throw reader.malformed(problem);
  return path;
}

function readText(reader: ByteReader): string {
  const bytes = reader.bytes16(reader.remaining);
  try {
    return utf8Text(bytes);
  } catch {
    throw reader.malformed('a text is not UTF-8');
  }
}

function readMode(reader: ByteReader): number {
  const mode = reader.u16();
  if (mode > MODE_BITS) throw reader.malformed('its mode is more than permissions');
  return mode;
}

function readTime(reader: ByteReader): number {
  const modifiedMs = reader.u64();
  if (modifiedMs > MAX_MODIFIED_MS) throw reader.malformed('its modification time is absurd');
  return modifiedMs;
}

function time(modifiedMs: number): number {
  return Math.min(Math.max(0, Math.floor(modifiedMs)), MAX_MODIFIED_MS);
}
