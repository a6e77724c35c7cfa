import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/index.ts';
import type { AdminScope } from './admin-scope.ts';
import { TOKEN_BYTES, TokenTable } from './admin-token.ts';

/** How long a link that signs in can be used. */
export const TICKET_LIFE_MS = 600_000;
/** Links at once; the oldest gives way. */
export const MAX_TICKETS = 8;

interface Ticket {
  readonly table: TokenTable;
  readonly endsAtMs: number;
}

/** Tickets that are good for one session each: they stand in links, so that no token has to. spec/admin-api §2 */
export class SignInTickets {
  readonly #clock: Clock;
  #tickets: readonly Ticket[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new ticket, in the form of a token. */
  issue(scope: AdminScope): string {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const endsAtMs = this.#clock.monotonicMs() + TICKET_LIFE_MS;
    this.#tickets = [...this.#live(), { table: new TokenTable([{ token, scope }]), endsAtMs }].slice(-MAX_TICKETS);
    return token;
  }

  /** What its bearer may do, once; undefined for what is no ticket any more. */
  redeem(unverifiedTicket: string): AdminScope | undefined {
    const live = this.#live();
    const used = live.find(({ table }) => table.scopeOf(unverifiedTicket) !== undefined);
    this.#tickets = live.filter((ticket) => ticket !== used);
    return used?.table.scopeOf(unverifiedTicket);
  }

  #live(): readonly Ticket[] {
    const nowMs = this.#clock.monotonicMs();
    return this.#tickets.filter(({ endsAtMs }) => endsAtMs > nowMs);
  }
}
