import { ByteReader, ByteWriter, concatBytes, equalPublicBytes, QForgeError, utf8, utf8Text } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';
import { fileNameProblem } from './file-name.ts';
import { PERMISSION_BITS } from './received-mode.ts';

/** What a sender says of a file before it sends it. */
export interface FileOffer {
  readonly name: string;
  /** Undefined when it is not known before the end. */
  readonly bytes: number | undefined;
  /** The nine bits of permissions. */
  readonly mode: number;
  /** Modification time in milliseconds since 1970, from 0 to the end of the year 9999. */
  readonly modifiedMs: number;
}

const PROTOCOL = concatBytes(utf8('qforge.file/2'), new Uint8Array(1));

/** The only flag: the size is not known before the end. */
const LENGTH_UNKNOWN = 1;

/** End of the year 9999. */
const MAX_MODIFIED_MS = 253_402_300_799_999;

/** Whether a stream was opened to send a file. */
export function isFileStream(stream: Pick<ChannelStream, 'header'>): boolean {
  return equalPublicBytes(stream.header.subarray(0, PROTOCOL.length), PROTOCOL);
}

//  | "qforge.file/2", 0 | flags u8 | mode u16 | size u64 | modified u64 | name len16 |      spec/file-transfer §2.1

/** The stream header that offers a file; the name has been checked. */
export function encodeFileOffer(offer: FileOffer): Uint8Array {
  const modifiedMs = Math.min(Math.max(0, Math.floor(offer.modifiedMs)), MAX_MODIFIED_MS);
  return new ByteWriter()
    .bytes(PROTOCOL)
    .u8(offer.bytes === undefined ? LENGTH_UNKNOWN : 0)
    .u16(offer.mode)
    .u64(offer.bytes ?? 0)
    .u64(modifiedMs)
    .bytes16(utf8(offer.name))
    .finish();
}

/** Reads a stream header. Throws `MALFORMED`, also for a name that breaks the rules. */
export function decodeFileOffer(unverifiedHeader: Uint8Array): FileOffer {
  const reader = new ByteReader(unverifiedHeader, 'The offer of a file');
  if (!equalPublicBytes(reader.bytes(PROTOCOL.length), PROTOCOL)) throw reader.malformed('its protocol is unknown');
  const flags = reader.u8();
  const mode = reader.u16();
  const size = reader.u64();
  if (flags > LENGTH_UNKNOWN || mode > PERMISSION_BITS)
    throw reader.malformed('it has flags or permissions unheard of');
  if (flags === LENGTH_UNKNOWN && size !== 0) throw reader.malformed('it has a size and does not know it');
  const bytes = flags === LENGTH_UNKNOWN ? undefined : size;
  const modifiedMs = reader.u64();
  if (modifiedMs > MAX_MODIFIED_MS) throw reader.malformed('its modification time is absurd');
  const name = decodeName(reader.bytes16(reader.remaining));
  reader.end();
  return { name, bytes, mode, modifiedMs };
}

function decodeName(unverified: Uint8Array): string {
  const name = textOrUndefined(unverified);
  const problem = name === undefined ? 'it is not UTF-8' : fileNameProblem(name);
  if (name === undefined || problem !== undefined) {
    throw new QForgeError('MALFORMED', { what: 'The name of an offered file', reason: problem ?? '' });
  }
  return name;
}

function textOrUndefined(unverified: Uint8Array): string | undefined {
  try {
    return utf8Text(unverified);
  } catch {
    return undefined;
  }
}
