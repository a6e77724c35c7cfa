import { chmod, link, lstat, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { QForgeError } from '../base/index.ts';
import { errorCodeOf, listenError } from './connection-errors.ts';

/** Only the owner may connect. */
const SOCKET_MODE = 0o600;

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the zero at the end. */
const MAX_SOCKET_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** What of a server of `node:net` is used here: pages read these types too, and know nothing of Node.js. */
export interface BindableServer {
  readonly listening: boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  listen(options: ListenPlace, listener: () => void): unknown;
  close(): unknown;
}

/** Where a server is to listen; `backlog` connections may wait to be accepted. */
export type ListenPlace = ({ readonly path: string } | { readonly host: string; readonly port: number }) & {
  readonly backlog?: number;
};

/** Binds a server. Rejects with the system's error; later errors of the server are its owner's. */
export async function startListening(server: BindableServer, place: ListenPlace): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(place, resolve);
  await promise;
  server.off('error', reject);
}

/**
 * Lets a server listen on a Unix socket that is its owner's alone from the first moment: it is bound in a folder that nobody else can
 * enter, gets mode 600 there, and only then its name. Resolves with the way to take the name away; that is due before the server closes.
 *
 * The socket file of a process that died is replaced; whatever else has the name stays. Throws `PORT_IN_USE` and `LISTEN_FAILED`.
 */
export async function listenPrivately(
  server: BindableServer,
  path: string,
  { backlog }: { readonly backlog?: number } = {},
): Promise<() => Promise<void>> {
  let folder: string | undefined;
  // Whoever cannot be accepted before the owner listens for such errors is lost, and no more.
  const ignore = (): void => undefined;
  try {
    folder = await mkdtemp(join(dirname(path), '.'));
    // libuv removes this name when the server closes. Nobody has a file of this random name, wherever a link put in the folder's place leads.
    const hidden = join(folder, basename(folder).slice(1));
    assertFits(path, path);
    assertFits(hidden, path);
    await startListening(server, { path: hidden, ...(backlog === undefined ? {} : { backlog }) });
    server.on('error', ignore);
    await chmod(hidden, SOCKET_MODE);
    const { dev, ino } = await lstat(hidden);
    await giveName(hidden, path);
    return () => takeName(path, { dev, ino });
  } catch (error) {
    if (server.listening) server.close();
    throw error instanceof QForgeError ? error : listenError(`unix://${path}`, error);
  } finally {
    server.off('error', ignore);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** A link is refused where a name is taken; renaming would replace the socket of a process that lives. */
async function giveName(hidden: string, path: string): Promise<void> {
  try {
    return await link(hidden, path);
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST' || !(await isAbandoned(path))) throw error;
  }
  await rm(path, { force: true });
  await link(hidden, path);
}

/** The name may have gone to another socket meanwhile: that is not this one's to remove. */
async function takeName(path: string, own: { readonly dev: number; readonly ino: number }): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.ino === own.ino && found.dev === own.dev) await rm(path, { force: true });
}

/** Whether a path is a socket file behind which nobody listens. */
async function isAbandoned(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket() !== true) return false;
  return new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('error', (error) => resolve(errorCodeOf(error) === 'ECONNREFUSED'));
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
  });
}

function assertFits(bound: string, path: string): void {
  if (Buffer.byteLength(bound) <= MAX_SOCKET_PATH_BYTES) return;
  throw new QForgeError('LISTEN_FAILED', { address: `unix://${path}`, reason: 'the path is too long for a socket' });
}
