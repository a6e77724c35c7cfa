import * as v from 'valibot';
import { QForgeError } from '../base/index.ts';
import { existingToken } from './admin/admin-token.ts';

/** How long an answer may take. */
export const ADMIN_ANSWER_WITHIN_MS = 10_000;

const failureSchema = v.object({ error: v.object({ code: v.string(), message: v.string(), hint: v.string() }) });

/**
 * Asks the admin interface of a running process, as programs do.
 *
 * Every call rejects with `ADMIN_UNREACHABLE` where nobody answers, and with `ADMIN_REFUSED` for what the interface refuses.
 */
export class AdminClient {
  readonly #url: string;
  readonly #token: string;

  /** `url` is the address that the process tells, without a path. */
  constructor(url: string, token: string) {
    this.#url = url.replace(/\/+$/u, '');
    this.#token = token;
  }

  /** With the token of a file that is there. Rejects with `ADMIN_TOKEN_EXPOSED`. */
  static async withTokenFile(url: string, path: string): Promise<AdminClient> {
    return new AdminClient(url, await existingToken(path));
  }

  /** What a path shows. */
  get(path: string): Promise<unknown> {
    return this.#ask('GET', path);
  }

  /** Does what a path does. */
  post(path: string, body?: unknown): Promise<unknown> {
    return this.#ask('POST', path, body);
  }

  /** Ends what a path names. */
  delete(path: string): Promise<unknown> {
    return this.#ask('DELETE', path);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const signal = AbortSignal.timeout(ADMIN_ANSWER_WITHIN_MS);
    const headers = { authorization: `Bearer ${this.#token}` };
    const request = { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    let document: unknown;
    let isGood: boolean;
    try {
      const response = await fetch(`${this.#url}${path}`, { ...request, redirect: 'error' });
      isGood = response.ok;
      document = await response.json();
    } catch (cause) {
      throw new QForgeError('ADMIN_UNREACHABLE', { url: this.#url }, { cause });
    }
    if (isGood) return document;
    const checked = v.safeParse(failureSchema, document);
    const { code, message } = checked.success ? checked.output.error : { code: 'UNKNOWN', message: 'It says not why.' };
    throw new QForgeError('ADMIN_REFUSED', { url: this.#url, code, reason: message });
  }
}
