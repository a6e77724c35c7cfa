import type { Transport } from '../base/index.ts';
import { TcpTransport, UnixTransport, WebSocketTransport, type WebSocketTransportOptions } from '../network/index.ts';

/** The transports of a client that is told of no others. */
export function socketTransports(
  options: Pick<WebSocketTransportOptions, 'logger' | 'allowedOrigins'>,
): readonly Transport[] {
  return [
    new TcpTransport(options),
    new UnixTransport(options),
    new WebSocketTransport('ws', options),
    new WebSocketTransport('wss', options),
  ];
}
