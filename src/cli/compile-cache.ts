import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './settings.ts';

/**
 * Keeps compiled code between runs, which saves most of the time of a short command.
 *
 * In this user's own cache folder: in the shared temporary one, where Node.js would put it, another user could be first.
 * Where nothing can be written, nothing is kept.
 */
export function enablePrivateCompileCache(environment: Environment): void {
  enableCompileCache(compileCacheDirectory(environment));
}

/** The folder of the cache: the XDG base directory specification. */
export function compileCacheDirectory(environment: Environment): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'), 'qforge', 'compile');
}
