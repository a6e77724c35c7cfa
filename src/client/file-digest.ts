import type { Hash, HashStream } from '../crypto/index.ts';

/** The digest of the beginning of a file, and the same computation ready to go on behind it. */
export interface PrefixDigest {
  readonly digest: Uint8Array;
  readonly running: HashStream;
}

/**
 * Digests the beginning of a file. Both computations run side by side, since a hash stream cannot
 * be forked. Stops with the signal's reason when it aborts.
 */
export async function digestPrefix(
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash,
  signal?: AbortSignal,
): Promise<PrefixDigest> {
  const prefix = hash.stream();
  const running = hash.stream();
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    prefix.update(chunk);
    running.update(chunk);
  }
  return { digest: prefix.digest(), running };
}

/** A digest in hexadecimal. */
export function digestText(digest: Uint8Array): string {
  return Buffer.from(digest).toString('hex');
}
