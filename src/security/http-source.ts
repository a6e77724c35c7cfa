import { type Clock, isQForgeError, parseStrictJson, QForgeError } from '../base/index.ts';
import type { EntropySource } from './entropy-source.ts';

/** How long a service may take to give what is asked of it. */
export const HTTP_SOURCE_TIMEOUT_MS = 5000;

/** Room for a byte in a JSON array, and for what is around the array. */
const JSON_BYTES_PER_BYTE = 8;
const JSON_FRAME_BYTES = 1024;
const JSON_DEPTH = 4;
const RAW_ENTROPY_BITS = 1;
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What a service is asked with. */
export interface HttpSourceOptions {
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

/**
 * A generator that is asked over HTTP, such as an appliance or a service with a quantum generator: `GET url?length=N`, answered by N raw
 * bytes, or by JSON whose `data` is an array of N bytes. docs/spec/entropy.md §2.2
 *
 * HTTPS only, but on the same machine. It is held to have one bit for each byte: who runs the service knows what it gave.
 * Throws `ARGUMENT_INVALID` for a URL that is not allowed.
 */
export function httpSource(url: string, options: HttpSourceOptions): EntropySource {
  const address = checkedUrl(url);
  return {
    name: `${address.origin}${address.pathname}`,
    provenance: 'a service that is asked over the network',
    entropyBits: RAW_ENTROPY_BITS,
    read: async (bytes) => {
      try {
        return await ask(address, bytes, options);
      } catch (error) {
        if (isQForgeError(error, 'ENTROPY_UNREADABLE')) throw error;
        throw unreadable(address, isQForgeError(error) ? error.message : 'it does not answer', error);
      }
    },
  };
}

function checkedUrl(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = address?.protocol === 'http:' && LOOPBACK_HOSTS.has(address.hostname);
  if (address === undefined || (address.protocol !== 'https:' && !isLocal))
    throw notAllowed('it must begin with https://');
  if (address.username !== '' || address.password !== '') throw notAllowed('it holds a password');
  return address;
}

async function ask(address: URL, bytes: number, { clock, timeoutMs }: HttpSourceOptions): Promise<Uint8Array> {
  const deadline = new AbortController();
  const timer = clock.schedule(timeoutMs ?? HTTP_SOURCE_TIMEOUT_MS, () => deadline.abort());
  const query = new URL(address);
  query.searchParams.set('length', String(bytes));
  try {
    const response = await fetch(query, {
      signal: deadline.signal,
      redirect: 'error',
      headers: { accept: 'application/octet-stream, application/json' },
    });
    if (response.status !== 200) throw unreadable(address, `it answers ${response.status}`);
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    const limit = isJson ? bytes * JSON_BYTES_PER_BYTE + JSON_FRAME_BYTES : bytes;
    const body = await bodyOf(response, limit, address);
    return exactly(bytes, isJson ? bytesOfJson(body) : body, address);
  } finally {
    timer.cancel();
  }
}

/** The body, which is given up as soon as it is too long. */
async function bodyOf(response: Response, limit: number, address: URL): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > limit) throw unreadable(address, 'it gave more than was asked');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function bytesOfJson(unverified: Uint8Array): Uint8Array {
  const document = parseStrictJson(unverified, 'The answer', JSON_DEPTH);
  const data = typeof document === 'object' && document !== null && 'data' in document ? document.data : undefined;
  if (Array.isArray(data) && data.every(isByte)) return Uint8Array.from(data);
  throw new QForgeError('MALFORMED', { what: 'The answer', reason: 'it has no array of bytes' });
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function exactly(bytes: number, given: Uint8Array, address: URL): Uint8Array {
  if (given.length !== bytes) throw unreadable(address, `it gave ${given.length} of ${bytes} bytes`);
  return Uint8Array.from(given);
}

function notAllowed(reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument: 'the URL of a source of randomness', reason });
}

/** Of the URL only what is no parameter: a key for a service may be among those. */
function unreadable(address: URL, reason: string, cause?: unknown): QForgeError<'ENTROPY_UNREADABLE'> {
  return new QForgeError('ENTROPY_UNREADABLE', { source: `${address.origin}${address.pathname}`, reason }, { cause });
}
