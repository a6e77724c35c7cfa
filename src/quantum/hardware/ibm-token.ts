import { type Clock, QForgeError } from '../../base/index.ts';
import { refused } from './backend-fault.ts';
import { type Fetch, REQUEST_TIMEOUT_MS } from './json-client.ts';
import { limitedText } from './limited-text.ts';
import { numberAt, recordOf, textAt } from './unverified-json.ts';

const ISSUER = 'IBM IAM';
const GRANT_TYPE = 'urn:ibm:params:oauth:grant-type:apikey';
const IAM_URL = 'https://iam.cloud.ibm.com/identity/token';

/** A token is asked for anew when it has less than this left. */
const MARGIN_MS = 60_000;

/** Exchanges an API key for tokens that live for an hour (cloud.ibm.com, IAM identity services). */
export class IbmTokenSource {
  readonly #apiKey: string;
  readonly #fetch: Fetch;
  readonly #clock: Clock;
  readonly #url: string;
  #token: { readonly text: string; readonly untilMs: number } | undefined;

  constructor(apiKey: string, fetch: Fetch, clock: Clock, url: string = IAM_URL) {
    this.#apiKey = apiKey;
    this.#fetch = fetch;
    this.#clock = clock;
    this.#url = url;
  }

  /** A token that is good for a while. Throws `QUANTUM_TOKEN_REFUSED`, `QUANTUM_BACKEND_REFUSED` and `QUANTUM_BACKEND_UNAVAILABLE`. */
  async token(): Promise<string> {
    const nowMs = this.#clock.monotonicMs();
    if (this.#token !== undefined && this.#token.untilMs > nowMs) return this.#token.text;
    const answer = recordOf(await this.#exchange());
    const text = textAt(answer, 'access_token');
    if (text === undefined) throw refused(ISSUER, 'it gave no token');
    this.#token = { text, untilMs: nowMs + 1_000 * (numberAt(answer, 'expires_in') ?? 0) - MARGIN_MS };
    return text;
  }

  async #exchange(): Promise<unknown> {
    const timeout = new AbortController();
    const timer = this.#clock.schedule(REQUEST_TIMEOUT_MS, () => timeout.abort());
    try {
      const response = await this.#fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ grant_type: GRANT_TYPE, apikey: this.#apiKey }).toString(),
        signal: timeout.signal,
      });
      const unverifiedText = await limitedText(response, ISSUER);
      if (!response.ok) throw new QForgeError('QUANTUM_TOKEN_REFUSED', { backend: ISSUER });
      return JSON.parse(unverifiedText);
    } catch (cause) {
      if (cause instanceof QForgeError) throw cause;
      if (cause instanceof SyntaxError) throw refused(ISSUER, 'its answer is no JSON');
      throw new QForgeError(
        'QUANTUM_BACKEND_UNAVAILABLE',
        { backend: ISSUER, reason: 'it cannot be reached' },
        { cause },
      );
    } finally {
      timer.cancel();
    }
  }
}
