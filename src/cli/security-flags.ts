import { type Command, Option } from 'commander';
import { QForgeError } from '../base/index.ts';
import type { ClientOptions, SecurityLevel } from '../client/index.ts';
import type { Environment } from './settings.ts';

const LEVELS: readonly SecurityLevel[] = ['standard', 'high', 'maximum'];

/** Flags of every command that opens channels: how strong they must be, and what randomness is mixed in. */
export interface SecurityFlags {
  readonly securityLevel?: SecurityLevel;
  readonly entropy?: string;
}

/** Adds the flags of a command that opens channels. */
export function withSecurityFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--security-level <level>',
        'refuse an identity of another level (environment: QFORGE_SECURITY_LEVEL)',
      ).choices(LEVELS),
    )
    .option(
      '--entropy <source>',
      'mix in a generator: the path of a device, or an https:// address (environment: QFORGE_ENTROPY)',
    );
}

/** What the flags, or else the environment, say. Throws `COMMAND_LINE_INVALID` for an unknown level. */
export function securityOptions(
  flags: SecurityFlags,
  environment: Environment,
): Pick<ClientOptions, 'securityLevel' | 'entropy'> {
  const securityLevel = flags.securityLevel ?? levelOf(filled(environment['QFORGE_SECURITY_LEVEL']));
  const source = flags.entropy ?? filled(environment['QFORGE_ENTROPY']);
  return {
    ...(securityLevel === undefined ? {} : { securityLevel }),
    ...(source === undefined ? {} : { entropy: source.includes('://') ? { url: source } : { devices: [source] } }),
  };
}

function levelOf(text: string | undefined): SecurityLevel | undefined {
  if (text === undefined) return undefined;
  const level = LEVELS.find((name) => name === text);
  if (level !== undefined) return level;
  throw new QForgeError('COMMAND_LINE_INVALID', { problem: `QFORGE_SECURITY_LEVEL is none of ${LEVELS.join(', ')}` });
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
