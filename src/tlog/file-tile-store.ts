import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { QForgeError } from '../base/index.ts';
import { fileWriteError, syncFolder, systemErrorCode, writeFileAtomically } from '../crypto/index.ts';
import type { TileStore } from './tile-store.ts';

const RESOURCE_PATH = /^(?:[\w-]+(?:\.p)?)(?:\/[\w-]+(?:\.p)?)*$/u;
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/** A store in a folder, laid out as a web server would serve it: C2SP tlog-tiles. */
export class FileTileStore implements TileStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws `FILE_UNREADABLE`. */
  async read(path: string): Promise<Uint8Array | undefined> {
    const file = this.#fileOf(path);
    try {
      return new Uint8Array(await readFile(file));
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new QForgeError('FILE_UNREADABLE', { path: file, reason: code }, { cause: error });
    }
  }

  /** Throws `DISK_FULL` or `FILE_UNWRITABLE`. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    const file = this.#fileOf(path);
    await makeFolderDurably(dirname(file));
    await writeFileAtomically(file, bytes, { mode: FILE_MODE, overwrite: true });
  }

  /** Throws `FILE_UNWRITABLE`. */
  async removeBelow(path: string): Promise<void> {
    const folder = this.#fileOf(path);
    try {
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOTDIR') throw fileWriteError(folder, error);
    }
  }

  #fileOf(path: string): string {
    if (RESOURCE_PATH.test(path)) return join(this.#folder, ...path.split('/'));
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'path', reason: 'it is not a path of a log' });
  }
}

/** Makes a folder and those above it, so that none of them is lost when the power is. */
async function makeFolderDurably(folder: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    if (first === undefined) return;
    for (let at = folder; at.length >= first.length; at = dirname(at)) await syncFolder(dirname(at));
  } catch (error) {
    throw fileWriteError(folder, error);
  }
}
