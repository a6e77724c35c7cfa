import { QForgeError } from '../base/index.ts';

/** Plain words for the system's error codes; anything else is named by its code alone. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up now',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ETIMEDOUT: 'there was no answer in time',
  EADDRNOTAVAIL: 'the address is not one of this machine',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EMFILE: 'this process has no file descriptors left',
  ENFILE: 'this machine has no file descriptors left',
  ENOENT: 'there is no such path',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ECONNRESET: 'the other side reset it',
  ECONNABORTED: 'it was aborted',
  EPIPE: 'the other side no longer reads',
};

/** What a failed attempt to connect becomes: `CONNECTION_REFUSED` or `HOST_UNREACHABLE`. */
export function connectError(address: string, error: unknown): QForgeError {
  const code = errorCodeOf(error);
  // A missing Unix socket means the same as a closed port: nobody listens there.
  if (code === 'ECONNREFUSED' || code === 'ENOENT') {
    return new QForgeError('CONNECTION_REFUSED', { address }, { cause: error });
  }
  return new QForgeError('HOST_UNREACHABLE', { address, reason: reasonOf(code) }, { cause: error });
}

/** What a failed attempt to listen becomes: `PORT_IN_USE` or `LISTEN_FAILED`. */
export function listenError(address: string, error: unknown): QForgeError {
  const code = errorCodeOf(error);
  // A path that is taken already is no other case than a port.
  if (code === 'EADDRINUSE' || code === 'EEXIST') return new QForgeError('PORT_IN_USE', { address }, { cause: error });
  return new QForgeError('LISTEN_FAILED', { address, reason: reasonOf(code) }, { cause: error });
}

/** What breaks an established connection: `CONNECTION_LOST`. */
export function lostError(peer: string, error: unknown): QForgeError<'CONNECTION_LOST'> {
  return new QForgeError('CONNECTION_LOST', { peer, reason: reasonOf(errorCodeOf(error)) }, { cause: error });
}

/** What a peer's reset makes of a connection, where the system's own error is not at hand: `CONNECTION_LOST`. */
export function resetError(peer: string): QForgeError<'CONNECTION_LOST'> {
  return new QForgeError('CONNECTION_LOST', { peer, reason: reasonOf('ECONNRESET') });
}

/** The system's code of an error, such as `ECONNRESET`; `unknown` if it has none. */
export function errorCodeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}

function reasonOf(code: string): string {
  const words = REASONS[code];
  return words === undefined ? code : `${words} (${code})`;
}
