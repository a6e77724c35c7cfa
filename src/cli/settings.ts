import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where this user's things are: flags win over the environment, which wins over the XDG folders. */
export interface Settings {
  readonly identityPath: string;
  readonly peersPath: string;
  /** What the places of running processes depend on. */
  readonly runtime: {
    readonly xdgRuntimeDirectory: string | undefined;
    readonly temporaryDirectory: string;
    readonly userId: number;
  };
}

/** Works out the settings from the environment and the flag that names an identity. */
export function readSettings(environment: Environment, identityFlag: string | undefined): Settings {
  const home = filled(environment['QFORGE_HOME']) ?? join(configurationDirectory(environment), 'qforge');
  return {
    identityPath: identityFlag ?? filled(environment['QFORGE_IDENTITY']) ?? join(home, 'identity.key'),
    peersPath: join(home, 'peers.json'),
    runtime: {
      xdgRuntimeDirectory: absolute(environment['XDG_RUNTIME_DIR']),
      temporaryDirectory: tmpdir(),
      userId: process.getuid?.() ?? 0,
    },
  };
}

/** The XDG base directory specification: empty and relative values count as unset. */
function configurationDirectory(environment: Environment): string {
  return absolute(environment['XDG_CONFIG_HOME']) ?? join(homedir(), '.config');
}

function absolute(value: string | undefined): string | undefined {
  return value !== undefined && isAbsolute(value) ? value : undefined;
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
