import type { ServerVersion } from './server-version.ts';
import { permissionsOf, type UserRole } from './user-permissions.ts';

/** A user of the cluster. The server knows its public key alone. */
export interface ClusterUser {
  readonly name: string;
  readonly role: UserRole;
  readonly publicKey: string;
}

/** One server of a cluster. */
export interface ServerPlan {
  readonly name: string;
  readonly host: string;
  readonly clientPort: number;
  readonly clusterPort: number;
  readonly monitorPort: number;
  readonly folder: string;
}

/** What all servers of a cluster have in common. */
export interface ClusterPlan {
  readonly version: ServerVersion;
  readonly servers: readonly ServerPlan[];
  readonly users: readonly ClusterUser[];
  /** Known to the servers alone, for the links between them. */
  readonly clusterSecret: string;
  /** What one server may store. */
  readonly maxStoredBytes: number;
  /** Where servers reach each other, where that is not where they listen: a proxy between two of them. */
  readonly routeBetween?: (from: string, to: string) => string | undefined;
}

/** The configuration of one server, in the language of nats-server. Everything that is not allowed in it is refused. */
export function serverConfig(plan: ClusterPlan, server: ServerPlan): string {
  return `${[
    `server_name: ${quoted(server.name)}`,
    `listen: ${quoted(`${server.host}:${server.clientPort}`)}`,
    `http: ${quoted(`${server.host}:${server.monitorPort}`)}`,
    'max_payload: 1048576',
    'max_control_line: 4096',
    ...jetStream(plan, server),
    // One server that waited for others would never be ready.
    ...(plan.servers.length > 1 ? cluster(plan, server) : []),
    'accounts {',
    '  SYS { }',
    '  QFORGE {',
    '    jetstream: enabled',
    '    users: [',
    ...plan.users.flatMap(userLines),
    '    ]',
    '  }',
    '}',
    'system_account: SYS',
  ].join('\n')}\n`;
}

/** An acknowledgement is worth a power cut only with `sync_interval: always`; servers before 2.10 refuse to start with it. */
function jetStream({ version, maxStoredBytes }: ClusterPlan, { folder }: ServerPlan): readonly string[] {
  return [
    'jetstream {',
    `  store_dir: ${quoted(folder)}`,
    `  max_file_store: ${maxStoredBytes}`,
    '  max_memory_store: 0',
    ...(version.syncsAlways ? ['  sync_interval: always'] : []),
    '}',
  ];
}

function cluster({ servers, clusterSecret, routeBetween }: ClusterPlan, server: ServerPlan): readonly string[] {
  const routes = servers
    .filter(({ name }) => name !== server.name)
    .map((other) => routeBetween?.(server.name, other.name) ?? `${other.host}:${other.clusterPort}`)
    .map((place) => `    ${quoted(`nats-route://qforge:${clusterSecret}@${place}`)}`);
  return [
    'cluster {',
    '  name: qforge',
    `  listen: ${quoted(`${server.host}:${server.clusterPort}`)}`,
    // Servers told of each other would go past a proxy between them.
    ...(routeBetween === undefined ? [] : ['  no_advertise: true']),
    `  authorization { user: qforge, password: ${quoted(clusterSecret)}, timeout: 2 }`,
    '  routes: [',
    ...routes,
    '  ]',
    '}',
  ];
}

function userLines({ role, publicKey }: ClusterUser): readonly string[] {
  const { publish, subscribe } = permissionsOf(role, publicKey);
  return [
    `      { nkey: ${quoted(publicKey)}, permissions: {`,
    `          publish: { allow: [${publish.map(quoted).join(', ')}] }`,
    `          subscribe: { allow: [${subscribe.map(quoted).join(', ')}] }`,
    '        } }',
  ];
}

/** A string of the language of nats-server. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
