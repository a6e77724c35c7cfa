import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Clock, type ErrorCode, isQForgeError, QForgeError } from '../../base/index.ts';
import type { SpanSink } from '../../monitor/index.ts';
import type { AdminRoute } from './admin-route.ts';
import { holdsScope } from './admin-scope.ts';
import { AdminSessions } from './admin-session.ts';
import type { TokenTable } from './admin-token.ts';
import { type PageFiles, pageResponse } from './page-files.ts';
import { REQUESTS_PER_SECOND, RequestBudget } from './request-budget.ts';
import type { OriginGuard } from './request-origin.ts';
import { SignInTickets } from './sign-in-tickets.ts';
import { traced } from './traced-route.ts';

/** Bytes of a request's body. */
export const MAX_BODY_BYTES = 65_536;

/** What answers over HTTP are made with. */
export interface AdminAppOptions {
  readonly routes: readonly AdminRoute[];
  readonly tokens: TokenTable;
  readonly guard: OriginGuard;
  readonly clock: Clock;
  /** Where requests leave their spans, if anywhere. */
  readonly spans?: SpanSink | undefined;
  /** The dashboard; without, only programs are answered. */
  readonly pages?: PageFiles | undefined;
  /** Tickets that links carry; without, there are none. */
  readonly tickets?: SignInTickets;
}

const NO_PAGES: PageFiles = new Map();

const statuses: Readonly<Partial<Record<ErrorCode, 400 | 401 | 403 | 404 | 429>>> = {
  ADMIN_UNAUTHENTICATED: 401,
  ADMIN_FORBIDDEN: 403,
  ADMIN_FOREIGN: 403,
  ADMIN_PATH_UNKNOWN: 404,
  PEER_UNKNOWN: 404,
  SERIES_UNKNOWN: 404,
  SILENCE_UNKNOWN: 404,
  PROFILING_BUSY: 429,
  ARGUMENT_INVALID: 400,
  ADMIN_BUSY: 429,
  ADMIN_REQUEST_INVALID: 400,
};

/** No page of ours loads anything from elsewhere, runs inline scripts, or may be put into a frame. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** The admin interface as a function of requests; docs/spec/admin-api.md. */
export function adminApp(options: AdminAppOptions): Hono {
  const { routes, tokens, guard, clock, spans, pages = NO_PAGES, tickets = new SignInTickets(clock) } = options;
  const app = new Hono();
  const sessions = new AdminSessions(tokens, tickets, clock);
  const budget = new RequestBudget(clock);
  app.use(securityHeaders);
  app.use(fromOurselves(guard));
  app.use(withinBudget(budget));
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => refuse('the body is longer than 64 KiB') }));
  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path, authorised(route, sessions), traced(route, spans, clock));
  }
  app.get('/api/v1/session', (context) => sessions.tell(context));
  app.post('/api/v1/session', (context) => sessions.open(context));
  app.delete('/api/v1/session', (context) => sessions.close(context));
  for (const [path, file] of pages) {
    app.get(path, (context) => pageResponse(file, context.req.header('accept-encoding')));
  }
  app.notFound((context) => {
    const { method, path } = context.req;
    return answerFailure(context, new QForgeError('ADMIN_PATH_UNKNOWN', { method, path: path.slice(0, 100) }));
  });
  app.onError((error, context) => answerFailure(context, error));
  return app;
}

const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
};

function fromOurselves(guard: OriginGuard): MiddlewareHandler {
  return async ({ req }, next) => {
    const { host, origin, 'sec-fetch-site': fetchSite } = req.header();
    const foreign = guard.foreign({ host, origin, fetchSite });
    if (foreign !== undefined) throw new QForgeError('ADMIN_FOREIGN', { ...foreign });
    await next();
  };
}

function withinBudget(budget: RequestBudget): MiddlewareHandler {
  return async (_context, next) => {
    if (!budget.take()) throw new QForgeError('ADMIN_BUSY', { perSecond: REQUESTS_PER_SECOND });
    await next();
  };
}

function authorised({ scope: wanted }: AdminRoute, sessions: AdminSessions): MiddlewareHandler {
  return async (context, next) => {
    if (wanted === undefined) return next();
    const scope = sessions.scopeOf(context);
    const path = context.req.path.slice(0, 100);
    if (scope === undefined) throw new QForgeError('ADMIN_UNAUTHENTICATED', { path });
    if (!holdsScope(scope, wanted)) throw new QForgeError('ADMIN_FORBIDDEN', { path, scope: wanted });
    return next();
  };
}

function refuse(reason: string): never {
  throw new QForgeError('ADMIN_REQUEST_INVALID', { reason });
}

/** Code, sentence and hint; of a failure that is not ours nothing but that there was one. */
function answerFailure(context: Context, error: unknown): Response {
  const known = isQForgeError(error) ? error : new QForgeError('INTERNAL', { what: 'answering' }, { cause: error });
  const { code, message } = known;
  return context.json({ error: { code, message, hint: known.hint } }, statuses[code] ?? 500);
}
