import { existsSync, rmSync } from 'node:fs';
import { EXIT_CODES, silentMetrics, systemClock } from '../../base/index.ts';
import { linkWatch } from '../../client/index.ts';
import {
  type KeyStatus,
  openEtsiClient,
  type PoolPassphrases,
  RunningKme,
  readKmeAccess,
  readKmeConfig,
} from '../../qkd/index.ts';
import type { PassphraseFlags } from '../identity-flags.ts';
import { type LogFlags, openObservation } from '../log-flags.ts';
import { existingPassphrase, namedPassphraseSource, newPassphrase, passphraseSource } from '../passphrase.ts';
import { warningLogger } from '../warning-logger.ts';
import type { KmeAdministrationParts, startKmeAdministration } from './kme-administration.ts';
import { LinkThread } from './link-thread.ts';

const REMOVAL_ATTEMPTS = 100;

/** A key manager that serves, with its log and its audit trail. */
export interface ServedKme extends AsyncDisposable {
  readonly kme: RunningKme['kme'];
  readonly url: string;
  /** Where its admin interface is, if it has one. */
  readonly admin: string | undefined;
}

/** Flags of a key manager that serves. */
export interface ServeKmeFlags extends LogFlags, PassphraseFlags {
  /** Where its admin interface listens; without it there is none. */
  readonly admin?: string;
}

/**
 * Starts the key manager of a configuration. Throws as {@link RunningKme.start}, {@link readKmeConfig}, {@link openObservation} and
 * {@link startKmeAdministration}.
 */
export async function serveKme(configPath: string, flags: ServeKmeFlags = {}): Promise<ServedKme> {
  const config = await readKmeConfig(configPath);
  const observation = await openObservation(flags, process.env, warningLogger);
  const { logger, audit } = observation;
  const sink = audit.securityEvents === undefined ? {} : { sink: audit.securityEvents };
  // Without an admin interface nobody would read them.
  const registry = flags.admin === undefined ? undefined : await newRegistry();
  const metrics = registry ?? silentMetrics;
  try {
    const running = await RunningKme.start(config, {
      clock: systemClock,
      logger,
      metrics,
      poolPassphrases: poolPassphrasesOf(flags, config.keyFile),
      signals: linkWatch({ clock: systemClock, logger, metrics, ...sink }),
      sessionOf: (link) => new LinkThread(link),
    });
    const { kme, url } = running;
    const admin =
      registry && (await administrationOf(flags.admin ?? '', { id: kme.id, configPath, registry, logger, running }));
    return {
      kme,
      url,
      admin: admin?.url,
      [Symbol.asyncDispose]: async () => {
        await admin?.[Symbol.asyncDispose]();
        await running[Symbol.asyncDispose]();
        await observation[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await observation[Symbol.asyncDispose]();
    throw error;
  }
}

/** Only a flag makes a key file with a passphrase: the environment of a service may name that of an identity. */
function poolPassphrasesOf(flags: PassphraseFlags, keyFile: string): PoolPassphrases {
  const named = namedPassphraseSource(flags);
  return {
    existing: () => existingPassphrase(passphraseSource(flags, process.env), keyFile),
    ...(named === undefined ? {} : { wanted: () => newPassphrase(named, keyFile) }),
  };
}

/** Loaded on use: a key manager without an admin interface never pays for it. */
async function newRegistry(): Promise<KmeAdministrationParts['registry']> {
  return (await import('../../daemon/index.ts')).ProcessObservation.newRegistry();
}

interface AdministrationParts extends Omit<KmeAdministrationParts, 'status'> {
  readonly running: RunningKme;
}

async function administrationOf(
  place: string,
  { running, ...parts }: AdministrationParts,
): ReturnType<typeof startKmeAdministration> {
  const { startKmeAdministration: start } = await import('./kme-administration.ts');
  return start(place, { ...parts, status: () => ({ kme: parts.id, url: running.url, errors: running.errors }) });
}

/** Ends at once, since whoever started this process was killed; takes the folder that nobody else would remove with it. */
export function abandonKme(folder: string | undefined): never {
  if (folder !== undefined) removeAmongOthers(folder);
  process.exit(EXIT_CODES.failure);
}

/** Others remove the same folder at the same time, and what vanishes under it makes a removal fail. */
function removeAmongOthers(folder: string): void {
  for (let attempt = 0; attempt < REMOVAL_ATTEMPTS && existsSync(folder); attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Once more: there is less of it now.
    }
  }
}

/** Asks the key manager of an access file about the keys for a SAE. Throws what the client throws. */
export async function readKmeStatus(accessPath: string, slave: string): Promise<KeyStatus> {
  using client = await openEtsiClient(await readKmeAccess(accessPath), systemClock);
  return await client.status(slave);
}
