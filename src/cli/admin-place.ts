import { QForgeError } from '../base/index.ts';

/** Where an admin interface listens, as the flag `--admin` says. Throws `COMMAND_LINE_INVALID`. */
export function adminPlace(text: string): { readonly host: string; readonly port: number } {
  const { host, port } = /^(?<host>\[[\da-f:]+\]|[\w.-]+):(?<port>\d{1,5})$/iu.exec(text)?.groups ?? {};
  if (host === undefined || Number(port) > 65_535) {
    throw new QForgeError('COMMAND_LINE_INVALID', { problem: `--admin ${text.slice(0, 100)} is no HOST:PORT` });
  }
  return { host: host.replace(/^\[(.*)\]$/u, '$1'), port: Number(port) };
}
