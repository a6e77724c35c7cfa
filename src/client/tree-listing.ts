import type { BigIntStats } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { QForgeError } from '../base/index.ts';
import { typedReadError } from './file-errors.ts';
import { MAX_TREE_ENTRIES, type TreeEntry } from './tree-messages.ts';
import { treeLinkProblem, treePathProblem } from './tree-path.ts';

/** Looks at so many entries of one folder at once. */
const LOOKS_AT_ONCE = 32;
const MODE_BITS = 0o777n;
const NANOSECONDS_PER_MS = 1_000_000n;

/** What is in a folder that is to be sent. */
export interface TreeListing {
  /** Folders before what is in them, in the order of their names. */
  readonly entries: readonly TreeEntry[];
  readonly bytes: number;
  /** What cannot be sent and was left out, with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Lists a folder without following any link.
 *
 * Links that lead out of it, sockets, pipes, devices and names that the other side would refuse throw `FILE_UNREADABLE`,
 * unless `leaveOut` says to leave them out. Throws `FILE_MISSING`, and `ARGUMENT_INVALID` for too many entries.
 */
export async function listTree(root: string, leaveOut: boolean): Promise<TreeListing> {
  const entries: TreeEntry[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  const pending: string[] = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const found = await listFolder(root, folder);
    for (const item of found) {
      if ('reason' in item) leftOut.push(item);
      else entries.push(item);
    }
    if (leftOut.length > 0 && !leaveOut) throw unsendable(root, leftOut);
    if (entries.length > MAX_TREE_ENTRIES) throw tooMany();
    // The last in is the first out: names in order means folders in reverse.
    pending.push(
      ...found.flatMap((item) => ('kind' in item && item.kind === 'folder' ? [item.path] : [])).toReversed(),
    );
  }
  const bytes = entries.reduce((sum, entry) => sum + (entry.kind === 'file' ? entry.bytes : 0), 0);
  return { entries, bytes, leftOut };
}

type Found = TreeEntry | { readonly path: string; readonly reason: string };

async function listFolder(root: string, folder: string): Promise<readonly Found[]> {
  const names = (await readNames(join(root, folder))).toSorted();
  const found: Found[] = [];
  for (let start = 0; start < names.length; start += LOOKS_AT_ONCE) {
    const some = names.slice(start, start + LOOKS_AT_ONCE);
    found.push(...(await Promise.all(some.map((name) => look(root, folder === '' ? name : `${folder}/${name}`)))));
  }
  return found;
}

async function look(root: string, path: string): Promise<Found> {
  const problem = treePathProblem(path);
  if (problem !== undefined) return { path, reason: `its name does not do: ${problem}` };
  const place = join(root, path);
  try {
    const status = await lstat(place, { bigint: true });
    if (status.isSymbolicLink()) return await lookAtLink(place, path);
    return entryOf(status, path) ?? { path, reason: 'it is a socket, a pipe or a device' };
  } catch (error) {
    throw typedReadError(place, error);
  }
}

function entryOf(status: BigIntStats, path: string): TreeEntry | undefined {
  const common = {
    path,
    mode: Number(status.mode & MODE_BITS),
    modifiedMs: Number(status.mtimeNs / NANOSECONDS_PER_MS),
  };
  if (status.isFile()) return { kind: 'file', ...common, bytes: Number(status.size) };
  return status.isDirectory() ? { kind: 'folder', ...common } : undefined;
}

async function lookAtLink(place: string, path: string): Promise<Found> {
  const target = await readlink(place);
  const problem = treeLinkProblem(path, target);
  return problem === undefined ? { kind: 'link', path, target } : { path, reason: `it is a symbolic link: ${problem}` };
}

async function readNames(place: string): Promise<readonly string[]> {
  try {
    return await readdir(place);
  } catch (error) {
    throw typedReadError(place, error);
  }
}

function unsendable(root: string, leftOut: TreeListing['leftOut']): QForgeError<'FILE_UNREADABLE'> {
  const [{ path, reason } = { path: '', reason: '' }, ...more] = leftOut;
  const others = more.length === 0 ? '' : `, and ${more.length} more like it`;
  return new QForgeError('FILE_UNREADABLE', {
    path: join(root, path),
    reason: `it cannot be sent, since ${reason}${others}`,
  });
}

function tooMany(): QForgeError<'ARGUMENT_INVALID'> {
  const reason = `it has more than ${MAX_TREE_ENTRIES} entries`;
  return new QForgeError('ARGUMENT_INVALID', { argument: 'The folder', reason });
}
