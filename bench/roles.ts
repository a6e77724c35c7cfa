import type { Json } from './child-process.ts';

/** Commands that a child process answers. */
export type Role = Readonly<Record<string, (argument: Json) => Json | Promise<Json>>>;

/** Every role, loaded only in the process that plays it. */
export const roles: Readonly<Record<string, () => Promise<Role>>> = {
  'link-server': async () => (await import('./link-server-role.ts')).linkServerRole(),
  'link-client': async () => (await import('./link-client-role.ts')).linkClientRole(),
  pool: async () => (await import('./pool-role.ts')).poolRole,
  client: async () => (await import('./client-role.ts')).clientRole(),
};
