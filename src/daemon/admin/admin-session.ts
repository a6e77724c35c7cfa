import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Clock, QForgeError } from '../../base/index.ts';
import type { AdminScope } from './admin-scope.ts';
import type { TokenTable } from './admin-token.ts';
import { SESSION_LIFE_MS, SessionTable } from './session-table.ts';
import type { SignInTickets } from './sign-in-tickets.ts';

/** Who asks: programs show a token; pages show one once, or a ticket, and from then on a cookie. spec/admin-api §2 */
export class AdminSessions {
  readonly #tokens: TokenTable;
  readonly #tickets: SignInTickets;
  readonly #sessions: SessionTable;

  constructor(tokens: TokenTable, tickets: SignInTickets, clock: Clock) {
    this.#tokens = tokens;
    this.#tickets = tickets;
    this.#sessions = new SessionTable(clock);
  }

  /** What the one who asks may do; undefined for a stranger. */
  scopeOf(context: Context): AdminScope | undefined {
    const bearer = bearerOf(context);
    if (bearer !== undefined) return this.#tokens.scopeOf(bearer);
    const cookie = getCookie(context, cookieName(context));
    return cookie === undefined ? undefined : this.#sessions.scopeOf(cookie);
  }

  /** A page shows a token or a ticket, and from then on its browser shows a cookie that no script can read. Throws `ADMIN_UNAUTHENTICATED`. */
  open(context: Context): Response {
    const shown = bearerOf(context) ?? '';
    const scope = this.#tokens.scopeOf(shown) ?? this.#tickets.redeem(shown);
    if (scope === undefined) throw new QForgeError('ADMIN_UNAUTHENTICATED', { path: context.req.path });
    const options = { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: SESSION_LIFE_MS / 1000 } as const;
    setCookie(context, cookieName(context), this.#sessions.open(scope), options);
    return context.json({ scope });
  }

  /** Tells a page what its session may do; null where there is none. */
  tell(context: Context): Response {
    return context.json({ scope: this.scopeOf(context) ?? null });
  }

  /** Ends the session of a page. */
  close(context: Context): Response {
    this.#sessions.close(getCookie(context, cookieName(context)) ?? '');
    deleteCookie(context, cookieName(context), { path: '/' });
    return context.json({ closed: true });
  }
}

function bearerOf(context: Context): string | undefined {
  return /^Bearer ([\w-]{1,128})$/iu.exec(context.req.header('authorization') ?? '')?.[1];
}

/** Cookies do not tell ports apart, and there may be an interface on each: the port is in the name. The guard has checked `Host`. */
function cookieName(context: Context): string {
  const port = /:(\d{1,5})$/u.exec(context.req.header('host') ?? '')?.[1];
  return port === undefined ? 'qforge-session' : `qforge-session-${port}`;
}
