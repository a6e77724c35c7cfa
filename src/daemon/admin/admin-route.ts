import type { Context } from 'hono';
import type { AdminScope } from './admin-scope.ts';

/** A parameter of a path or a query. */
export interface RouteParameter {
  readonly name: string;
  readonly place: 'path' | 'query';
  readonly meaning: string;
}

/** One thing that can be asked of the admin interface: the routes and their description are made from the same table. */
export interface AdminRoute {
  readonly method: 'get' | 'post' | 'delete';
  /** As Hono writes it: parameters begin with a colon. */
  readonly path: string;
  /** Undefined: anybody who reaches the interface. */
  readonly scope: AdminScope | undefined;
  /** One sentence without its full stop. */
  readonly summary: string;
  readonly parameters?: readonly RouteParameter[];
  /** The type of a good answer. */
  readonly answers: 'application/json' | 'text/plain' | 'text/event-stream';
  readonly handle: (context: Context) => Response | Promise<Response>;
}
