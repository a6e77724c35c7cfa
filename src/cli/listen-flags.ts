import type { Command } from 'commander';

/** Where commands that accept peers listen, unless told otherwise. */
export const DEFAULT_LISTEN_ADDRESS = 'tcp://0.0.0.0:7700';

/** Flags of every command that accepts peers. */
export interface ListenFlags {
  readonly address: string;
  readonly trustOnFirstUse?: true;
}

/** Adds the flags of a command that accepts peers. */
export function withListenFlags(command: Command): Command {
  return command
    .option('-a, --address <address>', 'where to listen; port 0 takes any free one', DEFAULT_LISTEN_ADDRESS)
    .option(
      '--trust-on-first-use',
      'accept peers never seen before, and remember them: only where nobody hostile is first',
    );
}
