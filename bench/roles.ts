import type { Json } from './child-process.ts';

/** Commands that a child process answers. */
export type Role = Readonly<Record<string, (argument: Json) => Json | Promise<Json>>>;

/** Every role, loaded only in the process that plays it. */
export const roles: Readonly<Record<string, () => Promise<Role>>> = {
  'link-server': async () => (await import('./link-server-role.ts')).linkServerRole(),
  'link-client': async () => (await import('./link-client-role.ts')).linkClientRole(),
  'handshake-primitives': async () => (await import('./handshake-primitives.ts')).primitivesRole(),
  pool: async () => (await import('./pool-role.ts')).poolRole,
  'hostile-victim': async () => (await import('./hostile/victim-role.ts')).victimRole(),
  'hostile-attacker': async () => (await import('./hostile/attacker-role.ts')).attackerRole(),
  'hostile-honest': async () => (await import('./hostile/honest-role.ts')).honestRole(),
  simulator: async () => (await import('./simulator-role.ts')).simulatorRole,
  'file-receiver': async () => (await import('./file-role.ts')).fileReceiverRole(),
  'file-sender': async () => (await import('./file-role.ts')).fileSenderRole(),
  client: async () => (await import('./client-role.ts')).clientRole(),
  validator: async () => (await import('./validator-role.ts')).validatorRole(),
};
