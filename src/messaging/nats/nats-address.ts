import { QForgeError } from '../../base/index.ts';

/** How a cluster is reached, and as whom. */
export interface NatsAddress {
  /** `host:port` of servers; the others of the cluster are learned from them. */
  readonly servers: readonly string[];
  /** File with the seed of an nkey. */
  readonly keyFile: string | undefined;
  /** File with the credentials of a user, as `nsc` writes it. */
  readonly credentialsFile: string | undefined;
  /** The address without what is secret or of this machine only. */
  readonly display: string;
}

const DEFAULT_PORT = 4222;
const SERVER = /^(?<host>\[[\da-f:.]+\]|[\w.-]+)(?::(?<port>\d{1,5}))?$/iu;

/**
 * Reads `nats://host:port,host:port?key=FILE`, or `creds=FILE`.
 *
 * Throws `MAIL_ENGINE_INVALID`; a password in the address is refused, since addresses are seen by everybody on a machine.
 */
export function parseNatsAddress(text: string): NatsAddress {
  const rest = /^nats:\/\/(?<rest>.*)$/u.exec(text)?.groups?.['rest'];
  if (rest === undefined) throw invalid(text, 'it does not begin with nats://');
  const [hosts = '', query = '', ...more] = rest.split('?');
  if (more.length > 0) throw invalid(text, 'it has more than one ?');
  if (hosts.includes('@'))
    throw invalid(hidden(text), 'secrets do not belong in an address: name a file by key= or creds=');
  const servers = hosts
    .replace(/\/$/u, '')
    .split(',')
    .map((host) => serverOf(text, host));
  return { servers, ...filesOf(text, query), display: `nats://${servers.join(',')}` };
}

function serverOf(text: string, host: string): string {
  const found = SERVER.exec(host)?.groups;
  const port = Number(found?.['port'] ?? DEFAULT_PORT);
  if (found?.['host'] === undefined || port < 1 || port > 65_535) throw invalid(text, `"${host}" is not host:port`);
  return `${found['host']}:${port}`;
}

function filesOf(text: string, query: string): Pick<NatsAddress, 'keyFile' | 'credentialsFile'> {
  const settings = new URLSearchParams(query);
  for (const name of settings.keys()) {
    if (name !== 'key' && name !== 'creds') throw invalid(text, `it has no setting "${name}"`);
  }
  const keyFile = settings.get('key') ?? undefined;
  const credentialsFile = settings.get('creds') ?? undefined;
  if (keyFile !== undefined && credentialsFile !== undefined) throw invalid(text, 'it names both key= and creds=');
  return { keyFile, credentialsFile };
}

/** The text without what stands before an @. */
function hidden(text: string): string {
  return text.replace(/\/\/[^@]*@/u, '//(hidden)@');
}

function invalid(engine: string, reason: string): QForgeError {
  return new QForgeError('MAIL_ENGINE_INVALID', { engine, reason });
}
