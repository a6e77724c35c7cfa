import { type Command, InvalidArgumentError } from 'commander';
import type { OpenTunnelOptions } from '../client/index.ts';

const MAX_CONNECTIONS = 1024;
const MAX_SECONDS = 31_536_000;
const MS_PER_SECOND = 1000;

/** Flags of every command that carries connections. */
export interface TunnelLimitFlags {
  readonly maxConnections?: number;
  readonly idleTimeout?: number;
  readonly dialTimeout?: number;
  readonly unsafePublicBind?: true;
}

/** Adds the flags of a command that carries connections. */
export function withTunnelLimits(command: Command): Command {
  return command
    .option('--max-connections <number>', 'connections at once, of a forward or of a peer; by default 256', count)
    .option('--idle-timeout <seconds>', 'end silent connections; by default 7440, 0 never', secondsOrNever)
    .option('--dial-timeout <seconds>', 'how long a target may take to answer; by default 10', seconds)
    .option('--unsafe-public-bind', 'let forwards listen where other machines can connect');
}

/** What the flags mean for a tunnel. */
export function tunnelLimits(
  flags: TunnelLimitFlags,
): Pick<OpenTunnelOptions, 'allowPublicBind' | 'maxConnections' | 'idleTimeoutMs' | 'dialTimeoutMs'> {
  const { maxConnections, idleTimeout, dialTimeout } = flags;
  return {
    allowPublicBind: flags.unsafePublicBind === true,
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(idleTimeout === undefined ? {} : { idleTimeoutMs: idleTimeout * MS_PER_SECOND }),
    ...(dialTimeout === undefined ? {} : { dialTimeoutMs: dialTimeout * MS_PER_SECOND }),
  };
}

const count = (text: string): number => wholeNumber(text, 1, MAX_CONNECTIONS);
const seconds = (text: string): number => wholeNumber(text, 1, MAX_SECONDS);
const secondsOrNever = (text: string): number => wholeNumber(text, 0, MAX_SECONDS);

function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : -1;
  if (value < least || value > most) throw new InvalidArgumentError(`It is no whole number from ${least} to ${most}.`);
  return value;
}
