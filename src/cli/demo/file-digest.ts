import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { QForgeError } from '../../base/index.ts';
import type { StoredFile } from './participant-protocol.ts';

/** Length and SHA-256 of a file, read from the disk. Throws `FILE_MISSING` and `FILE_UNREADABLE`. */
export async function readStoredFile(path: string): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new QForgeError('FILE_MISSING', { path }, { cause });
    }
    throw new QForgeError('FILE_UNREADABLE', { path, reason: 'reading it failed' }, { cause });
  }
  return { bytes, sha256: hash.digest('hex') };
}
