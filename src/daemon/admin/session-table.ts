import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/index.ts';
import type { AdminScope } from './admin-scope.ts';
import { TokenTable } from './admin-token.ts';

/** How long a page may work without its user showing the token again. */
export const SESSION_LIFE_MS = 43_200_000;
/** Sessions at once; the oldest gives way. */
export const MAX_SESSIONS = 64;

interface Session {
  readonly table: TokenTable;
  readonly endsAtMs: number;
}

/** The sessions of pages, which hold a cookie in place of the token that was shown for it. */
export class SessionTable {
  readonly #clock: Clock;
  #sessions: readonly Session[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new session's secret, for a cookie. */
  open(scope: AdminScope): string {
    const secret = randomBytes(32).toString('base64url');
    const session = { table: new TokenTable([{ token: secret, scope }]), endsAtMs: this.#nowMs() + SESSION_LIFE_MS };
    this.#sessions = [...this.#live(), session].slice(-MAX_SESSIONS);
    return secret;
  }

  /** What the bearer of an unverified cookie may do. */
  scopeOf(unverifiedSecret: string): AdminScope | undefined {
    return this.#live()
      .map(({ table }) => table.scopeOf(unverifiedSecret))
      .find((scope) => scope !== undefined);
  }

  /** Ends the session of this cookie, if there is one. */
  close(unverifiedSecret: string): void {
    this.#sessions = this.#live().filter(({ table }) => table.scopeOf(unverifiedSecret) === undefined);
  }

  #live(): readonly Session[] {
    const nowMs = this.#nowMs();
    return this.#sessions.filter(({ endsAtMs }) => endsAtMs > nowMs);
  }

  #nowMs(): number {
    return this.#clock.monotonicMs();
  }
}
