/** What a {@link Connection} reports, in order: data*, then end or not, then close exactly once. */
export interface ConnectionHandler {
  /** Bytes arrived. The array is only valid during the call: copy what must live longer. */
  onData(bytes: Uint8Array): void;
  /** The bytes queued by `write` have fallen below the low-water mark. */
  onDrain(): void;
  /** The peer will send no more bytes. */
  onEnd(): void;
  /** The connection is gone; `error` if it was not by agreement. */
  onClose(error?: Error): void;
}

/** One ordered, reliable byte stream to a peer; says nothing of who the peer is. */
export interface Connection {
  /** Printable address of the other end. */
  readonly remoteAddress: string;
  /** Bytes accepted by `write` and not yet handed to the system. */
  readonly queuedBytes: number;
  /** Sets who is told of events; nothing is delivered before this. */
  attach(handler: ConnectionHandler): void;
  /**
   * Queues bytes, which then belong to the connection. False once more than the high-water mark is queued:
   * write on after `onDrain`. `onWritten` is called when the system has taken these bytes, and so gives them
   * back to the caller, to be freed or used again; never once the connection is gone.
   */
  write(bytes: Uint8Array, onWritten?: () => void): boolean;
  /** Stops `onData`, so that the peer's sending is held back. */
  pause(): void;
  /** Starts `onData` again. */
  resume(): void;
  /** Sends what is queued, then ends this direction. */
  end(): void;
  /** Drops the connection at once. */
  destroy(): void;
}

/** A listening endpoint. */
export interface Listener {
  /** The address it listens on, with the real port. */
  readonly address: string;
  /** Stops accepting; open connections live on. */
  close(): Promise<void>;
}

/** Makes connections of one kind (TCP, Unix socket, WebSocket, memory). */
export interface Transport {
  /** The scheme of its addresses, such as `tcp`. */
  readonly scheme: string;
  connect(address: string, options?: { readonly signal?: AbortSignal }): Promise<Connection>;
  listen(address: string, onConnection: (connection: Connection) => void): Promise<Listener>;
}
