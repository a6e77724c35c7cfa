import { lookup } from 'node:dns/promises';
import { isIP, Socket } from 'node:net';
import { type Clock, QForgeError } from '../base/index.ts';
import { type Admission, connectError } from '../network/index.ts';
import { shortAddress, type TunnelAddress } from './tunnel-address.ts';

/** How long dialling may take, look-up included. spec/tunnel §6 */
export const DIAL_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_AFTER_MS = 60_000;

/** What one host name stands for. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Looks a host name up; rejects with a system error. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

/** How a target is dialled. */
export interface DialOptions {
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly resolve?: Resolve;
}

const resolveBySystem: Resolve = (host) => lookup(host, { all: true });

/**
 * Connects to a target as far as it is admitted; half-open is allowed on the socket, and its bytes wait.
 *
 * A name is looked up once, and only addresses that are admitted are dialled. Throws `FORWARD_NOT_ALLOWED`,
 * `CONNECTION_REFUSED` and `HOST_UNREACHABLE`.
 */
export async function dialTarget(
  target: TunnelAddress,
  admission: Admission,
  peer: string,
  options: DialOptions,
): Promise<Socket> {
  const place = shortAddress(target);
  if (admission === 'no') throw notAllowed(peer, place);
  const { clock, timeoutMs = DIAL_TIMEOUT_MS, signal } = options;
  const over = Promise.withResolvers<never>();
  const socket = new Socket({ allowHalfOpen: true });
  // A target that leaves before anyone has taken the socket is no event; whoever takes it sees that it is gone.
  socket.on('error', () => undefined);
  const giveUp = (): void => over.reject(unreachable(place, 'there was no answer in time'));
  const deadline = clock.schedule(timeoutMs, giveUp);
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    if (signal?.aborted) giveUp();
    await Promise.race([connect(socket, target, admission, peer, options.resolve ?? resolveBySystem), over.promise]);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error instanceof QForgeError ? error : connectError(place, error);
  } finally {
    deadline.cancel();
    signal?.removeEventListener('abort', giveUp);
  }
}

async function connect(
  socket: Socket,
  target: TunnelAddress,
  admission: Admission,
  peer: string,
  resolve: Resolve,
): Promise<void> {
  if (target.scheme === 'unix') return connected(socket, () => socket.connect({ path: target.path }));
  const { host, port } = target;
  const found = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: isIP(host) }];
  const admitted = admission === 'yes' ? found : found.filter(({ address }) => admits(admission, address));
  if (admitted.length === 0 && found.length > 0) throw notAllowed(peer, shortAddress(target));
  if (admitted.length === 0) throw unreachable(shortAddress(target), 'the host name stands for no address');
  // While the name was looked up, the time may have run out.
  if (socket.destroyed) return;
  socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_AFTER_MS);
  await connected(socket, () =>
    socket.connect({
      host,
      port,
      autoSelectFamily: true,
      lookup: (_host, _options, tell) => tell(null, [...admitted]),
    }),
  );
}

function admits(admission: Admission, address: string): boolean {
  return typeof admission === 'function' && admission(address);
}

/** Settles with the connection; what is received meanwhile waits. */
async function connected(socket: Socket, start: () => unknown): Promise<void> {
  socket.pause();
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
    start();
  });
}

function notAllowed(peer: string, place: string): QForgeError<'FORWARD_NOT_ALLOWED'> {
  return new QForgeError('FORWARD_NOT_ALLOWED', { peer, what: `connect to ${place}` });
}

function unreachable(address: string, reason: string): QForgeError<'HOST_UNREACHABLE'> {
  return new QForgeError('HOST_UNREACHABLE', { address, reason });
}
