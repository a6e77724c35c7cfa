import { ByteReader, ByteWriter, type Clock } from '../base/index.ts';
import type { ChannelStream } from '../network/index.ts';
import { type TunnelFailure, type TunnelStatus, tunnelStatuses } from './tunnel-status.ts';

/** Exact length of the reply to Connect and Accepted. spec/tunnel §3 */
export const STATUS_BYTES = 1;
/** Exact length of the reply to Bind. spec/tunnel §3 */
export const BIND_REPLY_BYTES = 3;

/** How long a peer that was refused may take to give up its stream. */
const LINGER_MS = 5_000;

/** `| status u8 |` */
export function encodeStatus(status: TunnelStatus): Uint8Array {
  return new ByteWriter(STATUS_BYTES).u8(tunnelStatuses.indexOf(status)).finish();
}

/** Throws `MALFORMED`. */
export function decodeStatus(unverified: Uint8Array): TunnelStatus {
  const reader = new ByteReader(unverified, 'The reply of a tunnel');
  const status = readStatus(reader);
  reader.end();
  return status;
}

/** The reply to a request to listen. */
export type BindReply = { readonly status: 'ok'; readonly port: number } | { readonly status: TunnelFailure };

/** `| status u8 | port u16 |` */
export function encodeBindReply(reply: BindReply): Uint8Array {
  const port = reply.status === 'ok' ? reply.port : 0;
  return new ByteWriter(BIND_REPLY_BYTES).u8(tunnelStatuses.indexOf(reply.status)).u16(port).finish();
}

/** Throws `MALFORMED`. */
export function decodeBindReply(unverified: Uint8Array): BindReply {
  const reader = new ByteReader(unverified, 'The reply to a binding');
  const status = readStatus(reader);
  const port = reader.u16();
  reader.end();
  if (status === 'ok') return { status, port };
  if (port !== 0) throw reader.malformed('it refuses and names a port');
  return { status };
}

/** Sends a refusal; a peer that does not leave is left after a while. */
export async function refuseStream(stream: ChannelStream, reply: Uint8Array, clock: Clock): Promise<void> {
  clock.schedule(LINGER_MS, () => stream.reset('the request was refused'));
  try {
    await stream.write(reply);
    await stream.end();
  } catch {
    // The peer is gone, and needs no answer.
  }
}

function readStatus(reader: ByteReader): TunnelStatus {
  const status = tunnelStatuses[reader.u8()];
  if (status === undefined) throw reader.malformed('its status is unknown');
  return status;
}
