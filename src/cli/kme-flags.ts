import { type Command, Option } from 'commander';
import { QForgeError } from '../base/index.ts';
import type { ClientOptions, KeyPolicy } from '../client/index.ts';
import type { Environment } from './settings.ts';

const POLICIES: readonly KeyPolicy[] = ['require-both', 'require-qkd', 'require-pqc', 'either'];

/** Flags of every command that opens channels: whether keys of a key manager go into them. */
export interface KmeFlags {
  readonly kme?: string;
  readonly keyPolicy?: KeyPolicy;
}

/** Adds the flags of a command that opens channels. */
export function withKmeFlags(command: Command): Command {
  return command
    .option('--kme <path>', 'mix in keys of the key manager that this file describes (environment: QFORGE_KME)')
    .addOption(
      new Option(
        '--key-policy <policy>',
        'whether channels need such keys; require-both by default with a key manager (environment: QFORGE_KEY_POLICY)',
      ).choices(POLICIES),
    );
}

/** What the flags, or else the environment, say. Throws `COMMAND_LINE_INVALID` for an unknown policy. */
export function kmeOptions(flags: KmeFlags, environment: Environment): Pick<ClientOptions, 'kme' | 'keyPolicy'> {
  const kme = flags.kme ?? filled(environment['QFORGE_KME']);
  const keyPolicy = flags.keyPolicy ?? policyOf(filled(environment['QFORGE_KEY_POLICY']));
  return { ...(kme === undefined ? {} : { kme }), ...(keyPolicy === undefined ? {} : { keyPolicy }) };
}

function policyOf(text: string | undefined): KeyPolicy | undefined {
  if (text === undefined) return undefined;
  const policy = POLICIES.find((name) => name === text);
  if (policy !== undefined) return policy;
  throw new QForgeError('COMMAND_LINE_INVALID', { problem: `QFORGE_KEY_POLICY is none of ${POLICIES.join(', ')}` });
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
