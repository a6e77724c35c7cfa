import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { QForgeError } from '../base/index.ts';
import type { AdminClient } from '../daemon/index.ts';
import { readSettings } from './settings.ts';

/** Flags of commands that ask an admin interface. */
export interface AdminFlags {
  readonly admin?: string;
}

/** Adds them. */
export function withAdminFlag(command: Command): Command {
  return command.option('--admin <url>', 'the address that "qforge up" prints; by default that of the one that runs');
}

/**
 * The admin interface that the flags name, or else that of this user's only running process that has one.
 *
 * Rejects with `NOT_RUNNING`, `ARGUMENT_INVALID` when there are several, `ADMIN_TOKEN_EXPOSED`.
 */
export async function adminConnection(flags: AdminFlags, token: 'admin' | 'metrics'): Promise<AdminClient> {
  const { AdminClient } = await import('../daemon/index.ts');
  const { peersPath } = readSettings(process.env, undefined);
  const url = flags.admin ?? (await runningAdmin());
  return AdminClient.withTokenFile(url, join(dirname(peersPath), `${token}.token`));
}

async function runningAdmin(): Promise<string> {
  const { runtimeDirectoryPath, surveyProcesses } = await import('../daemon/index.ts');
  const { runtime } = readSettings(process.env, undefined);
  const found = (await surveyProcesses(runtimeDirectoryPath(runtime))).flatMap((process) =>
    'status' in process ? (process.status.admin ?? []) : [],
  );
  const [url, ...others] = found;
  if (url === undefined) throw new QForgeError('NOT_RUNNING', { what: '"qforge up"' });
  if (others.length === 0) return url;
  const reason = `there are ${found.length} admin interfaces: ${found.join(' and ')}`;
  throw new QForgeError('ARGUMENT_INVALID', { argument: '--admin', reason });
}
