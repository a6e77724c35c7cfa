/** Which files of a room may use Node's own modules: none, all, or those whose name matches. */
export type BuiltinUse = 'none' | 'all' | RegExp;

/** A room of `src/` and what it may lean on. */
export interface Room {
  readonly name: string;
  readonly role: string;
  /** Rooms it may import, through their `index.ts`. */
  readonly mayImport: readonly string[];
  /** Packages it may import; a trailing `/*` takes a whole scope. */
  readonly packages: readonly string[];
  readonly builtins: BuiltinUse;
  /** Name under which the published package offers the room, if it does. */
  readonly publishedAs?: string;
}

/** Files of the crypto room that need Node: its native backend and all that touches a file system. */
const NATIVE_FILES = /(?:^|\/)(?:native-[\w-]+|[\w-]+-file|atomic-[\w-]+|index)\.ts$/u;

/** Every room, lowest first: the table of docs/architecture.md. */
export const rooms: readonly Room[] = [
  {
    name: 'base',
    role: 'errors, assertions, byte reader and writer, the interfaces that are handed in',
    mayImport: [],
    packages: [],
    builtins: 'none',
    publishedAs: './base',
  },
  {
    name: 'crypto',
    role: 'KEM, signature, AEAD and hash suites; native and portable backends; key files',
    mayImport: ['base'],
    packages: ['@noble/*', '@scure/base', 'hpke'],
    builtins: NATIVE_FILES,
    publishedAs: './crypto',
  },
  {
    name: 'tlog',
    role: 'transparency logs: Merkle trees, tiles, checkpoints, witnesses, receipts; no clock',
    mayImport: ['base', 'crypto'],
    packages: ['@scure/base'],
    builtins: /(?:^|\/)(?:file-[\w-]+|index)\.ts$/u,
    publishedAs: './tlog',
  },
  {
    name: 'security',
    role: 'entropy sources and health tests, threat detection, self-test',
    mayImport: ['base', 'crypto'],
    packages: [],
    builtins: 'all',
    publishedAs: './security',
  },
  {
    name: 'quantum',
    role: 'simulation engines, circuits, protocols; pure, randomness handed in',
    mayImport: ['base'],
    packages: [],
    builtins: 'none',
    publishedAs: './quantum',
  },
  {
    name: 'resilience',
    role: 'retry, circuit breaker, bulkhead, error statistics',
    mayImport: ['base'],
    packages: ['cockatiel'],
    builtins: 'none',
    publishedAs: './resilience',
  },
  {
    name: 'monitor',
    role: 'logging, audit trail, metrics, health, alerts, trends',
    mayImport: ['base', 'crypto', 'tlog'],
    packages: [],
    builtins: 'all',
    publishedAs: './monitor',
  },
  {
    name: 'qkd',
    role: 'quantum links, post-processing, key pools, ETSI 014 client and key manager',
    mayImport: ['base', 'crypto', 'quantum', 'resilience'],
    packages: ['valibot', 'hono', '@hono/node-server'],
    builtins: 'all',
    publishedAs: './qkd',
  },
  {
    name: 'handshake',
    role: 'Noise engine: bytes in, bytes out',
    mayImport: ['base', 'crypto'],
    packages: ['@scure/base'],
    builtins: 'none',
    publishedAs: './handshake',
  },
  {
    name: 'consensus',
    role: 'ballots, certificates, Tendermint reducer, decision log; no sockets, no clock',
    mayImport: ['base', 'crypto', 'tlog'],
    packages: [],
    builtins: 'none',
    publishedAs: './consensus',
  },
  {
    name: 'network',
    role: 'memory pool, frames, channels, transports, peers, router',
    mayImport: ['base', 'crypto', 'handshake', 'resilience'],
    packages: ['ws'],
    builtins: 'all',
    publishedAs: './network',
  },
  {
    name: 'tunnel',
    role: 'TCP connections and Unix sockets through a channel',
    mayImport: ['base', 'resilience', 'network'],
    packages: [],
    builtins: 'all',
    publishedAs: './tunnel',
  },
  {
    name: 'messaging',
    role: 'beyond one channel: sealed messages, mailboxes, a directory, routes over several hops',
    mayImport: ['base', 'crypto', 'handshake', 'resilience', 'network'],
    packages: ['@nats-io/*'],
    builtins: 'all',
    publishedAs: './messaging',
  },
  {
    name: 'nats',
    role: 'sealed messages on the subjects of a NATS connection that the user brings',
    mayImport: ['base', 'crypto', 'handshake', 'messaging'],
    packages: ['@nats-io/*'],
    builtins: 'none',
    publishedAs: './nats',
  },
  {
    name: 'libp2p',
    role: "a connection encrypter for js-libp2p; its packages are the user's, and nothing else loads it",
    mayImport: ['base', 'crypto', 'handshake', 'network'],
    packages: ['@libp2p/*'],
    builtins: 'none',
    publishedAs: './libp2p',
  },
  {
    name: 'browser',
    role: 'the client of web pages: portable backend, the WebSocket and the storage of the platform',
    mayImport: ['base', 'crypto', 'handshake', 'network'],
    packages: [],
    builtins: 'none',
    publishedAs: './browser',
  },
  {
    name: 'client',
    role: 'composition root: StreamlinedSecureClient, channel and performance managers',
    mayImport: [
      'base',
      'crypto',
      'security',
      'quantum',
      'resilience',
      'monitor',
      'qkd',
      'handshake',
      'consensus',
      'network',
      'tunnel',
      'messaging',
    ],
    packages: ['valibot'],
    builtins: 'all',
    publishedAs: '.',
  },
  {
    name: 'validator',
    role: 'running validators: journals on disk, channels to the others, the decision log, the socket of the operator',
    mayImport: ['base', 'crypto', 'tlog', 'consensus', 'client'],
    packages: [],
    builtins: 'all',
    publishedAs: './validator',
  },
  {
    name: 'daemon',
    role: 'how running processes are found and asked: the control protocol',
    mayImport: ['base', 'resilience', 'client', 'monitor', 'qkd'],
    packages: ['valibot', 'smol-toml', 'hono', '@hono/node-server'],
    builtins: 'all',
  },
  {
    name: 'cli',
    role: 'arguments and output only',
    mayImport: ['base', 'quantum', 'qkd', 'client', 'validator', 'daemon'],
    packages: ['commander', 'uqr'],
    builtins: 'all',
  },
];

const ONE_WAY = 'the command line goes through the client, so that there is one way to do things';
const EMITS = 'lower rooms emit through the Logger and MetricsSink of base, which the client wires to monitor';

/** Why an edge is forbidden, where there is more to say than "imports point down". */
const reasons: ReadonlyMap<string, string> = new Map([
  ['handshake -> qkd', 'a key is bytes to the handshake: a broken link never changes the protocol'],
  ['consensus -> network', 'the reducer runs unchanged in the simulator: it has no sockets'],
  ['quantum -> crypto', 'simulated randomness never becomes a key'],
  ['cli -> crypto', ONE_WAY],
  ['cli -> handshake', ONE_WAY],
  ['cli -> network', ONE_WAY],
  ...rooms
    .filter(({ name }) => !['monitor', 'client', 'daemon', 'cli'].includes(name))
    .map(({ name }): [string, string] => [`${name} -> monitor`, EMITS]),
]);

/** The room of that name, if there is one. */
export function roomNamed(name: string): Room | undefined {
  return rooms.find((room) => room.name === name);
}

/** Why room `from` must not import room `to`; undefined when it may. */
export function whyForbidden(from: string, to: string): string | undefined {
  const allowed = roomNamed(from)?.mayImport ?? [];
  if (allowed.includes(to)) return undefined;
  const reason = reasons.get(`${from} -> ${to}`);
  if (reason !== undefined) return reason;
  if (roomNamed(to) === undefined) return `there is no room ${to} in the table`;
  return `imports point down only, and ${from} may import ${allowed.length === 0 ? 'nothing' : allowed.join(', ')}`;
}

/** Whether a room's table lets it import this package. */
export function mayImportPackage(room: Room, packageName: string): boolean {
  return room.packages.some((allowed) =>
    allowed.endsWith('/*') ? packageName.startsWith(allowed.slice(0, -1)) : packageName === allowed,
  );
}

/** Whether the file at this path may use Node's own modules. */
export function mayUseBuiltins(room: Room, path: string): boolean {
  return room.builtins === 'all' || (room.builtins instanceof RegExp && room.builtins.test(path));
}
