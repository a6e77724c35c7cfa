/** What a journal is kept on: one file, handed in so that tests bring disks that fail. */
export interface JournalMedium {
  /** Names it in errors. */
  readonly path: string;
  /** All of it; undefined if it was never made. */
  readAll(): Promise<Uint8Array | undefined>;
  /** Some of it; shorter at its end. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
  /** Puts a new one in its place, whole and durable, or leaves the old one. */
  replace(bytes: Uint8Array): Promise<void>;
  /** Writes at this offset; durable only after `sync`. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Cuts it off. */
  truncate(length: number): Promise<void>;
  /** Makes everything written durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
