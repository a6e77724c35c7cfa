import { ByteReader, ByteWriter } from '../base/index.ts';
import { ID_BYTES, idBytes, idText } from './random-id.ts';

/** How far two conversations have come, as one side sees them. spec/records §5 */
export interface ConversationState {
  /** The conversation that this side sends. */
  readonly outboundId: string;
  /** The conversation that this side knows from the peer; `NO_ID` if none. */
  readonly inboundId: string;
  /** Number of the last message of it that has come whole. */
  readonly received: number;
  /** Number of the last message of it that the application has taken. */
  readonly taken: number;
}

/** What each side says of the channel and itself: a responder at the end of the handshake, an initiator in its first frame. spec/records §4 */
export interface SessionHello extends ConversationState {
  readonly messageWindowBytes: number;
  readonly streamWindowBytes: number;
  readonly channelId: string;
}

//  | message window u32 | stream window u32 | channel 16 | outbound ID 16 | inbound ID 16 | received u64 | taken u64 |

/** The bytes of what a side says. */
export function encodeSessionHello(hello: SessionHello): Uint8Array {
  return new ByteWriter()
    .u32(hello.messageWindowBytes)
    .u32(hello.streamWindowBytes)
    .bytes(idBytes(hello.channelId))
    .bytes(idBytes(hello.outboundId))
    .bytes(idBytes(hello.inboundId))
    .u64(hello.received)
    .u64(hello.taken)
    .finish();
}

/** Reads what {@link encodeSessionHello} writes. Throws `MALFORMED`. */
export function readSessionHello(reader: ByteReader): SessionHello {
  const hello = {
    messageWindowBytes: reader.u32(),
    streamWindowBytes: reader.u32(),
    channelId: idText(reader.bytes(ID_BYTES)),
    outboundId: idText(reader.bytes(ID_BYTES)),
    inboundId: idText(reader.bytes(ID_BYTES)),
    received: reader.u64(),
    taken: reader.u64(),
  };
  reader.end();
  if (hello.taken > hello.received) throw reader.malformed('more is taken than received');
  return hello;
}

/** What an initiator says within the handshake: the channel that it wants a session of. */
export function encodeSessionRequest(channelId: string): Uint8Array {
  return idBytes(channelId);
}

/** The channel that an initiator wants a session of. Throws `MALFORMED`. */
export function readSessionRequest(unverified: Uint8Array): string {
  const reader = new ByteReader(unverified, 'The request for a session');
  const channelId = idText(reader.bytes(ID_BYTES));
  reader.end();
  return channelId;
}
