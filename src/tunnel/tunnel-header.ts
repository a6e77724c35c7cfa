import { ByteReader, ByteWriter, concatBytes, equalPublicBytes, isQForgeError, utf8, utf8Text } from '../base/index.ts';
import { formatAddress } from '../network/index.ts';
import { parseTunnelAddress, type TunnelAddress } from './tunnel-address.ts';

/** What a stream of a tunnel is for, once its header has been checked. */
export type TunnelRequest =
  | { readonly kind: 'connect'; readonly target: TunnelAddress }
  | { readonly kind: 'bind'; readonly binding: number; readonly listen: TunnelAddress }
  | { readonly kind: 'accepted'; readonly binding: number; readonly origin: string };

const PROTOCOL = concatBytes(utf8('qforge.tunnel/1'), new Uint8Array(1));
const KIND = { connect: 1, bind: 2, accepted: 3 } as const;
const MAX_ADDRESS_BYTES = 512;
const MAX_ORIGIN_BYTES = 64;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/u;

/** What every header of a tunnel begins with. */
export const TUNNEL_PROTOCOL: Uint8Array = PROTOCOL;

/** What headers begin with that only one side takes: who serves takes `connect` and `bind`, who has a binding what is accepted for it. */
export const headerStart: {
  readonly connect: Uint8Array;
  readonly bind: Uint8Array;
  readonly accepted: (binding: number) => Uint8Array;
} = {
  connect: concatBytes(PROTOCOL, Uint8Array.of(KIND.connect)),
  bind: concatBytes(PROTOCOL, Uint8Array.of(KIND.bind)),
  accepted: (binding: number): Uint8Array => new ByteWriter().bytes(PROTOCOL).u8(KIND.accepted).u32(binding).finish(),
};

//  | "qforge.tunnel/1", 0 | kind u8 | body |      spec/tunnel §2

/** The stream header for a request. */
export function encodeTunnelRequest(request: TunnelRequest): Uint8Array {
  const writer = new ByteWriter().bytes(PROTOCOL).u8(KIND[request.kind]);
  if (request.kind === 'connect') return writer.bytes16(utf8(formatAddress(request.target))).finish();
  writer.u32(request.binding);
  const text = request.kind === 'bind' ? formatAddress(request.listen) : request.origin.slice(0, MAX_ORIGIN_BYTES);
  return writer.bytes16(utf8(text)).finish();
}

/** Reads a stream header. Throws `MALFORMED`. */
export function decodeTunnelRequest(unverifiedHeader: Uint8Array): TunnelRequest {
  const reader = new ByteReader(unverifiedHeader, 'The header of a tunnel stream');
  if (!equalPublicBytes(reader.bytes(PROTOCOL.length), PROTOCOL)) throw reader.malformed('its protocol is unknown');
  const request = decodeBody(reader, reader.u8());
  reader.end();
  return request;
}

function decodeBody(reader: ByteReader, kind: number): TunnelRequest {
  switch (kind) {
    case KIND.connect:
      return { kind: 'connect', target: readTarget(reader) };
    case KIND.bind:
      return { kind: 'bind', binding: reader.u32(), listen: readAddress(reader) };
    case KIND.accepted:
      return { kind: 'accepted', binding: reader.u32(), origin: readOrigin(reader) };
    default:
      throw reader.malformed('its kind is unknown');
  }
}

function readTarget(reader: ByteReader): TunnelAddress {
  const address = readAddress(reader);
  if (address.scheme === 'tcp' && address.port === 0) throw reader.malformed('port 0 cannot be dialled');
  return address;
}

function readAddress(reader: ByteReader): TunnelAddress {
  const text = readText(reader, MAX_ADDRESS_BYTES);
  try {
    return parseTunnelAddress(text);
  } catch (error) {
    if (isQForgeError(error, 'ADDRESS_INVALID')) throw reader.malformed(error.details.reason);
    throw error;
  }
}

function readOrigin(reader: ByteReader): string {
  const text = readText(reader, MAX_ORIGIN_BYTES);
  if (!PRINTABLE_ASCII.test(text)) throw reader.malformed('the origin is not printable');
  return text;
}

function readText(reader: ByteReader, maxBytes: number): string {
  const bytes = reader.bytes16(maxBytes);
  try {
    return utf8Text(bytes);
  } catch {
    throw reader.malformed('a text is not UTF-8');
  }
}
