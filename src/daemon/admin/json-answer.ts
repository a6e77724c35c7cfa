import type { Context } from 'hono';
import { QForgeError } from '../../base/index.ts';
import type { AdminRoute } from './admin-route.ts';

/** A route that shows plain data to whoever may read. */
export function reading(
  path: string,
  summary: string,
  read: (context: Context) => unknown,
  parameters: AdminRoute['parameters'] = [],
): AdminRoute {
  const handle = async (context: Context): Promise<Response> => jsonAnswer(context, await read(context));
  return { method: 'get', path, scope: 'read', summary, parameters, answers: 'application/json', handle };
}

/** Plain data as JSON; what is undefined is left out. */
export function jsonAnswer(context: Context, data: unknown, status: 200 | 201 | 202 = 200): Response {
  return context.body(JSON.stringify(data), status, { 'content-type': 'application/json' });
}

/** A whole number of a query within bounds, or `fallback` where there is none. Throws `ADMIN_REQUEST_INVALID`. */
export function queryNumber(context: Context, name: string, fallback: number, most: number): number {
  const unverified = context.req.query(name);
  if (unverified === undefined) return fallback;
  const value = /^\d{1,15}$/u.test(unverified) ? Number(unverified) : Number.NaN;
  if (value <= most) return value;
  throw new QForgeError('ADMIN_REQUEST_INVALID', { reason: `${name} is no whole number up to ${most}` });
}
