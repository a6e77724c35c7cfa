import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { systemErrorCode, writeFileAtomically } from '../../crypto/index.ts';
import type { JournalMedium } from './journal-medium.ts';

const OPEN_EXISTING = constants.O_RDWR | constants.O_NOFOLLOW;
const OWNER_ONLY = 0o600;

/** A journal in a file that only its owner may read. */
export class JournalFile implements JournalMedium {
  readonly path: string;
  #file: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
  }

  async readAll(): Promise<Uint8Array | undefined> {
    try {
      const file = await this.#opened();
      const { size } = await file.stat();
      return await readFully(file, 0, size);
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async readAt(offset: number, length: number): Promise<Uint8Array> {
    return readFully(await this.#opened(), offset, length);
  }

  async replace(bytes: Uint8Array): Promise<void> {
    await writeFileAtomically(this.path, bytes, { mode: OWNER_ONLY, overwrite: true });
    await this.close();
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    const file = await this.#opened();
    let written = 0;
    while (written < bytes.length) {
      written += (await file.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
    }
  }

  async truncate(length: number): Promise<void> {
    await (await this.#opened()).truncate(length);
  }

  async sync(): Promise<void> {
    await (await this.#opened()).datasync();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #opened(): Promise<FileHandle> {
    this.#file ??= await open(this.path, OPEN_EXISTING);
    return this.#file;
  }
}

async function readFully(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
