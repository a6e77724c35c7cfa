import type { Command } from 'commander';
import type { ClientOptions } from '../client/index.ts';

/** Where commands that accept peers listen, unless told otherwise. */
export const DEFAULT_LISTEN_ADDRESS = 'tcp://0.0.0.0:7700';

/** Flags of every command that accepts peers. */
export interface ListenFlags {
  readonly address: string;
  readonly trustOnFirstUse?: true;
  readonly allowOrigin: readonly string[];
}

/** Adds the flags of a command that accepts peers. */
export function withListenFlags(command: Command): Command {
  return command
    .option('-a, --address <address>', 'where to listen; port 0 takes any free one', DEFAULT_LISTEN_ADDRESS)
    .option(
      '--trust-on-first-use',
      'accept peers never seen before, and remember them: only where nobody hostile is first',
    )
    .option(
      '--allow-origin <origin>',
      'a page that may connect to a ws:// address, such as https://chat.example; may be repeated',
      (origin: string, before: readonly string[]) => [...before, origin],
      [],
    );
}

/** What the flags of a command that accepts peers mean for its client. */
export function listenOptions(
  flags: ListenFlags,
): Pick<ClientOptions, 'listen' | 'trustOnFirstUse' | 'allowedOrigins'> {
  return {
    listen: flags.address,
    trustOnFirstUse: flags.trustOnFirstUse === true,
    allowedOrigins: flags.allowOrigin,
  };
}
