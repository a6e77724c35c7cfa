import { type Clock, QForgeError } from '../../base/index.ts';
import { refused } from './backend-fault.ts';
import { limitedText } from './limited-text.ts';

/** Longest that one request may take. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** The web's `fetch`, or what stands in for it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a client of a backend is handed. */
export interface JsonClientOptions {
  /** Who answers, for messages. */
  readonly backend: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** Speaks JSON with a backend: every request has a time-out, every failure a code. */
export class JsonClient {
  readonly #options: JsonClientOptions;

  constructor(options: JsonClientOptions) {
    this.#options = options;
  }

  /**
   * The answer to a request. Throws `QUANTUM_BACKEND_UNAVAILABLE`, `QUANTUM_TOKEN_REFUSED` (401, 403) and
   * `QUANTUM_BACKEND_REFUSED`; `CANCELLED` when `signal` says so.
   */
  async request(method: 'GET' | 'POST' | 'PUT', path: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    const { backend } = this.#options;
    const timeout = new AbortController();
    const timer = this.#options.clock.schedule(REQUEST_TIMEOUT_MS, () => timeout.abort());
    const stop = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]);
    try {
      return await this.#answer(method, path, body, stop);
    } catch (cause) {
      if (cause instanceof QForgeError) throw cause;
      if (signal?.aborted === true) throw new QForgeError('CANCELLED', { what: `The job at ${backend}` }, { cause });
      const reason = timeout.signal.aborted
        ? `it did not answer within ${REQUEST_TIMEOUT_MS} ms`
        : 'it cannot be reached';
      throw new QForgeError('QUANTUM_BACKEND_UNAVAILABLE', { backend, reason }, { cause });
    } finally {
      timer.cancel();
    }
  }

  async #answer(method: string, path: string, body: object | undefined, signal: AbortSignal): Promise<unknown> {
    const { backend, baseUrl, headers } = this.#options;
    const response = await this.#options.fetch(baseUrl + path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const unverifiedText = await limitedText(response, backend);
    if (response.status === 401 || response.status === 403) throw new QForgeError('QUANTUM_TOKEN_REFUSED', { backend });
    if (!response.ok) throw refused(backend, `it answered ${response.status} ${unverifiedText}`);
    if (unverifiedText === '') return undefined;
    try {
      return JSON.parse(unverifiedText);
    } catch {
      throw refused(backend, 'its answer is no JSON');
    }
  }
}
