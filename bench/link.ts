import type { Json } from './child-process.ts';

/** One end of a connection that carries messages, whatever is underneath. */
export interface Link {
  /** Sends or queues; false when the sender should wait for `ready`. */
  send(message: Uint8Array): boolean;
  /** Sends what was only gathered so far. */
  flush(): void;
  /** Resolves when there is room again. */
  ready(): Promise<void>;
  /** Messages, or bytes as they come where the contestant has no messages; valid during the call only. */
  onMessage(handler: (message: Uint8Array) => void): void;
  /** Ends the connection in the contestant's orderly way. */
  close(): Promise<void>;
}

/** A server of one contestant. */
export interface LinkServer {
  readonly address: string;
  /** Plain facts to print, such as the negotiated group; figures such as a pool's hit ratio. */
  facts(): Readonly<Record<string, string | number>>;
}

/** Makes connections of one contestant; `slot` is which of the connections at once this is. */
export interface LinkDialler {
  connect(slot: number): Promise<Link>;
}

/** One way to carry messages between processes: the product, a peer, or the raw limit. */
export interface Contestant {
  readonly label: string;
  /** Keys and certificates of both sides, for so many connections at once; made in the parent. */
  makeCredentials(slots: number): Json;
  listen(credentials: Json, onLink: (link: Link) => void): Promise<LinkServer>;
  dial(credentials: Json, address: string): Promise<LinkDialler>;
}
