import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { QForgeError } from '../base/index.ts';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/** Where the sockets of running processes are: `XDG_RUNTIME_DIR`, or a folder of this user below the temporary one. */
export function runtimeDirectoryPath(surroundings: {
  readonly xdgRuntimeDirectory: string | undefined;
  readonly temporaryDirectory: string;
  readonly userId: number;
}): string {
  const { xdgRuntimeDirectory, temporaryDirectory, userId } = surroundings;
  if (xdgRuntimeDirectory !== undefined) return join(xdgRuntimeDirectory, 'qforge');
  return join(temporaryDirectory, `qforge-${userId}`);
}

/**
 * Makes the folder if it is missing, and refuses one that others can enter or own: in a shared temporary folder anybody
 * can be first. Throws `FILE_UNWRITABLE`.
 */
export async function prepareRuntimeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: OWNER_ONLY });
  } catch (cause) {
    throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'it cannot be made' }, { cause });
  }
  if (!(await isPrivateDirectory(path))) {
    throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'it is not a folder of this user alone (mode 700)' });
  }
}

/** Whether a path is a folder, not a link, that only this user can enter. */
export async function isPrivateDirectory(path: string): Promise<boolean> {
  try {
    const found = await lstat(path);
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & OTHERS) === 0;
  } catch {
    return false;
  }
}
