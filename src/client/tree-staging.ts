import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, readdir, rename, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { QForgeError } from '../base/index.ts';
import { syncFolder, systemErrorCode } from '../crypto/index.ts';
import { typedWriteError } from './file-errors.ts';
import type { ReceivedTreePaths } from './file-paths.ts';
import { type GiveBack, PartialFile } from './partial-file.ts';
import { receivedFileMode } from './received-mode.ts';
import type { TreeEntry } from './tree-messages.ts';
import { parentPath } from './tree-path.ts';

type Entry<K extends TreeEntry['kind']> = Extract<TreeEntry, { kind: K }>;

const OWNER_FOLDER = 0o700;

/**
 * The folder that a transfer fills until it is complete. spec/file-transfer §8
 *
 *     open -> (addFolder | openFile | addLink)* -> place | (nothing: kept for the next attempt)
 *
 * Nothing in it is reached through a link: folders are looked at before they are used, files opened without following, and
 * links made at the very end. All methods throw `DISK_FULL` and `FILE_UNWRITABLE`.
 */
export class TreeStaging {
  readonly #paths: ReceivedTreePaths;
  readonly #keepsModes: boolean;
  readonly #folders = new Map<string, Entry<'folder'>>();
  readonly #links = new Map<string, string>();
  readonly #files = new Set<string>();
  readonly #identities = new Set<string>();

  private constructor(paths: ReceivedTreePaths, keepsModes: boolean) {
    this.#paths = paths;
    this.#keepsModes = keepsModes;
  }

  /** Opens what an earlier attempt left, or begins anew. */
  static async open(paths: ReceivedTreePaths, keepsModes: boolean): Promise<TreeStaging> {
    const staging = new TreeStaging(paths, keepsModes);
    await staging.#typed(() => makeFolder(paths.staging));
    return staging;
  }

  /** Entries that were added. */
  get size(): number {
    return this.#folders.size + this.#links.size + this.#files.size;
  }

  /** Throws `MALFORMED` for a path that was there before, or whose folder was not. */
  async addFolder(folder: Entry<'folder'>): Promise<void> {
    this.#assertNew(folder.path);
    this.#folders.set(folder.path, folder);
    await this.#typed(() => makeFolder(join(this.#paths.staging, folder.path)));
  }

  /**
   * The file as far as it is there; what is appended goes to `giveBack` when the system has it. Throws `MALFORMED` as `addFolder`, and
   * `FILE_EXISTS` when two names lead to one file here.
   */
  async openFile(path: string, giveBack?: GiveBack): Promise<PartialFile> {
    this.#assertNew(path);
    this.#files.add(path);
    const place = join(this.#paths.staging, path);
    await this.#typed(() => removeFolder(place));
    const file = await PartialFile.open({ target: join(this.#paths.target, path), partial: place }, giveBack);
    if (this.#identities.has(file.identity)) {
      await file[Symbol.asyncDispose]();
      throw new QForgeError('FILE_EXISTS', { path: join(this.#paths.target, path) });
    }
    this.#identities.add(file.identity);
    return file;
  }

  /** Permissions of a file: the owner's alone, unless those of the sender are to be kept. */
  fileMode(offered: number): number {
    return receivedFileMode(offered, this.#keepsModes);
  }

  /** Throws `MALFORMED` as `addFolder`. */
  addLink(link: Entry<'link'>): void {
    this.#assertNew(link.path);
    this.#links.set(link.path, link.target);
  }

  /** Removes what was not added, makes everything durable, and gives the folder its name. Throws `FILE_EXISTS`. */
  async place(overwrite: boolean): Promise<void> {
    await this.#typed(async () => {
      await this.#removeStrangers('');
      for (const [path, target] of this.#links) await symlink(target, join(this.#paths.staging, path));
      // The deepest first: a change inside would set the time of a folder again.
      for (const folder of [...this.#folders.values()].toReversed()) await this.#settleFolder(folder);
      await syncFolder(this.#paths.staging);
      await this.#giveName(overwrite);
      await syncFolder(dirname(this.#paths.target));
    });
  }

  async #settleFolder({ path, mode, modifiedMs }: Entry<'folder'>): Promise<void> {
    const place = join(this.#paths.staging, path);
    await syncFolder(place);
    await utimes(place, modifiedMs / 1000, modifiedMs / 1000);
    if (this.#keepsModes) await chmod(place, mode | OWNER_FOLDER);
  }

  async #giveName(overwrite: boolean): Promise<void> {
    const { staging, target, replaced } = this.#paths;
    const inTheWay = await statusOf(target);
    if (inTheWay === undefined) return rename(staging, target);
    await assertTreePlaceFree(target, overwrite);
    await rm(replaced, { recursive: true, force: true });
    await rename(target, replaced);
    await rename(staging, target);
    await rm(replaced, { recursive: true, force: true });
  }

  /** What an earlier attempt brought and this one did not name. */
  async #removeStrangers(folder: string): Promise<void> {
    for (const name of await readdir(join(this.#paths.staging, folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (this.#folders.has(path)) await this.#removeStrangers(path);
      else if (!this.#files.has(path)) await rm(join(this.#paths.staging, path), { recursive: true, force: true });
    }
  }

  #assertNew(path: string): void {
    const parent = parentPath(path);
    if (this.#folders.has(path) || this.#files.has(path) || this.#links.has(path)) throw malformed('it comes twice');
    if (parent !== undefined && !this.#folders.has(parent)) throw malformed('its folder has not come before it');
  }

  async #typed(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw typedWriteError(this.#paths.target, error);
    }
  }
}

/** Refuses a name that may not be taken. Throws `FILE_EXISTS` and `FILE_UNWRITABLE`. */
export async function assertTreePlaceFree(path: string, overwrite: boolean): Promise<void> {
  const status = await statusOf(path).catch((error: unknown) => {
    throw typedWriteError(path, error);
  });
  if (status === undefined) return;
  if (!status.isDirectory()) throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'a file has its name' });
  if (!overwrite) throw new QForgeError('FILE_EXISTS', { path });
}

/** A folder of this user alone at this place; anything else that was there goes. */
async function makeFolder(place: string): Promise<void> {
  const status = await statusOf(place);
  if (status !== undefined && isOwnFolder(status)) return chmod(place, OWNER_FOLDER);
  if (status !== undefined) await rm(place, { recursive: true });
  await mkdir(place, { mode: OWNER_FOLDER });
}

async function removeFolder(place: string): Promise<void> {
  const status = await statusOf(place);
  if (status?.isDirectory()) await rm(place, { recursive: true });
}

function isOwnFolder(status: Stats): boolean {
  const user = process.geteuid?.();
  return status.isDirectory() && (user === undefined || status.uid === user);
}

async function statusOf(place: string): Promise<Stats | undefined> {
  try {
    return await lstat(place);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'A path in a folder', reason });
}
