import type { Socket } from 'node:net';
import { assert } from '../base/index.ts';

/**
 * What stands behind a socket of Node: it reads and closes, and needs none of the objects of a stream.
 *
 * Node documents none of it. `_handle` is how its own cluster module hands sockets on, the rest is what `net.Socket` itself calls.
 */
export interface SocketHandle {
  /** Called with what was read; with nothing when no more will come, because of an end or an error. */
  onread: (this: SocketHandle, read: ArrayBuffer | undefined) => void;
  readStart(): number;
  readStop(): number;
  /** Only of TCP; not zero when the connection is no more. */
  getpeername?(out: object): number;
  /** Calls back when the descriptor is closed. */
  close(onClosed: () => void): void;
}

/** Under which key handles keep whom they belong to. */
let ownerKey: string | symbol | undefined;

/** Takes the handle out of an accepted socket, which is of no use afterwards; the handle belongs to `owner`. */
export function takeHandle(accepted: Socket, owner: object): SocketHandle {
  const handle: unknown = Reflect.get(accepted, '_handle');
  assert(isSocketHandle(handle), 'an accepted socket has a handle that reads');
  ownerKey ??= Reflect.ownKeys(handle).find((key) => Reflect.get(handle, key) === accepted);
  // Else the handle would keep the whole socket alive.
  if (ownerKey !== undefined) Reflect.set(handle, ownerKey, owner);
  Reflect.set(accepted, '_handle', null);
  return handle;
}

/** Whether a handle that reads nothing any more was reset by its peer, as far as can be told. */
export function wasReset(handle: SocketHandle): boolean {
  return handle.getpeername !== undefined && handle.getpeername({}) !== 0;
}

function isSocketHandle(value: unknown): value is SocketHandle {
  if (typeof value !== 'object' || value === null || !('onread' in value)) return false;
  return ['readStart', 'readStop', 'close'].every((method) => typeof Reflect.get(value, method) === 'function');
}
