import type { QForgeError } from '../base/index.ts';

/** The longest WebSocket message that is sent or taken: as the longest handshake packet. Longer writes become several. */
export const MAX_WEB_SOCKET_MESSAGE_BYTES = 65_535;

/** What a {@link MessageSocket} reports. */
export interface MessageSocketHandler {
  /** A binary message, which then belongs to the handler. */
  onMessage(message: Uint8Array): void;
  /** The socket is gone; reported once. */
  onClose(error?: QForgeError): void;
}

/** An open WebSocket, of a browser or of a library, as a pipe of binary messages. */
export interface MessageSocket {
  /** Sets who is told of events; called once. */
  listen(handler: MessageSocketHandler): void;
  /** Sends a message, which then belongs to the socket; `onSent` comes later, once the system has taken it. */
  send(message: Uint8Array, onSent: () => void): void;
  /** Runs a step once the event loop has had its chance to read. */
  later(step: () => void): void;
  /** Stops reading, where the platform can. */
  pause(): void;
  resume(): void;
  /** Closes after what was sent. */
  close(): void;
  /** Drops the connection, as fast as the platform can. */
  terminate(): void;
}
