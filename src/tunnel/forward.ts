import { isQForgeError, QForgeError } from '../base/index.ts';
import { parseTunnelAddress, type TunnelAddress } from './tunnel-address.ts';

/** What a tunnel is to do: listen at one end, dial at the other. */
export interface Forward {
  readonly listen: TunnelAddress;
  readonly target: TunnelAddress;
}

const DEFAULT_BIND_HOST = '127.0.0.1';
const PORT = /^\d+$/u;

/**
 * Parses `[BIND:]PORT:HOST:PORT`, where a path may stand for either end: `/run/app.sock:db:5432`, `5432:/run/postgres.sock`.
 *
 * Without BIND it listens on 127.0.0.1. IPv6 addresses stand in brackets. Throws `FORWARD_INVALID`.
 */
export function parseForward(text: string): Forward {
  const parts = splitOutsideBrackets(text);
  const [first = ''] = parts;
  const listenParts = first.startsWith('/') || PORT.test(first) ? 1 : 2;
  const listen = listeningEnd(text, parts.slice(0, listenParts));
  const target = end(text, parts.slice(listenParts));
  if (target.scheme === 'tcp' && target.port === 0) throw invalid(text, 'port 0 cannot be dialled');
  return { listen, target };
}

function listeningEnd(whole: string, parts: readonly string[]): TunnelAddress {
  const [only = ''] = parts;
  return end(whole, parts.length === 1 && PORT.test(only) ? [DEFAULT_BIND_HOST, only] : parts);
}

function end(whole: string, parts: readonly string[]): TunnelAddress {
  const [first = '', second] = parts;
  if (parts.length === 1 && first.startsWith('/')) return address(whole, `unix://${first}`);
  if (parts.length === 2 && first !== '') return address(whole, `tcp://${first}:${second}`);
  throw invalid(whole, 'it has not the form [BIND:]PORT:HOST:PORT, with a path in place of a HOST:PORT at most');
}

function address(whole: string, text: string): TunnelAddress {
  try {
    return parseTunnelAddress(text);
  } catch (error) {
    if (isQForgeError(error, 'ADDRESS_INVALID')) throw invalid(whole, `in ${text}, ${error.details.reason}`, error);
    throw error;
  }
}

/** The parts between colons; those within brackets are part of an IPv6 address. */
function splitOutsideBrackets(text: string): readonly string[] {
  return text.split(/:(?![^[]*\])/u);
}

function invalid(forward: string, reason: string, cause?: unknown): QForgeError<'FORWARD_INVALID'> {
  return new QForgeError('FORWARD_INVALID', { forward, reason }, cause === undefined ? undefined : { cause });
}
