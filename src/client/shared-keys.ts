import { type Clock, type KeySource, QForgeError, silentLogger, silentMetrics } from '../base/index.ts';
import { nativeBackend } from '../crypto/index.ts';
import type { KeyPolicy } from '../handshake/index.ts';
import type { KeySourceGuard } from '../qkd/index.ts';
import type { ErrorStatistics } from '../resilience/index.ts';
import type { ClientOptions } from './client-options.ts';
import { type SharedKeyStatus, WatchedKeySource } from './watched-key-source.ts';

/** Where a client gets shared keys from, and what it wants of them. */
export class SharedKeys {
  readonly policy: KeyPolicy;
  /** Undefined: there are none. */
  readonly source: WatchedKeySource | undefined;

  private constructor(policy: KeyPolicy, source: WatchedKeySource | undefined) {
    this.policy = policy;
    this.source = source;
  }

  /**
   * The source that the options name. A key manager is not asked before the first key is needed.
   *
   * Throws `ARGUMENT_INVALID` for two sources, or for a policy that wants keys and no source; `KME_CONFIG_INVALID`, `KEY_FILE_*`
   * and `FILE_*` for what cannot be read.
   */
  static async open(options: ClientOptions, clock: Clock, errors: ErrorStatistics): Promise<SharedKeys> {
    const { keySource, kme, keyPolicy, logger = silentLogger, metrics = silentMetrics } = options;
    if (keySource !== undefined && kme !== undefined) throw invalid('kme', 'there is a keySource already');
    const random = (options.backend ?? nativeBackend).random;
    const source = kme === undefined ? keySource : await openKme(kme, { clock, random, logger, metrics, errors });
    if (source === undefined && (keyPolicy === 'require-qkd' || keyPolicy === 'require-both')) {
      throw invalid('keyPolicy', `${keyPolicy} wants shared keys, and there is no source of them`);
    }
    const policy = keyPolicy ?? (source === undefined ? 'require-pqc' : 'require-both');
    return new SharedKeys(policy, source && new WatchedKeySource(source, { logger, metrics, random }));
  }

  /** How the source does; undefined if there is none. */
  get status(): SharedKeyStatus | undefined {
    return this.source?.status(this.policy);
  }
}

async function openKme(path: string, guard: KeySourceGuard): Promise<KeySource> {
  // Loaded on use: who has no key manager never pays for it.
  const { GuardedKeySource, openKmeKeySource } = await import('../qkd/index.ts');
  return GuardedKeySource.create(await openKmeKeySource(path, guard.clock), guard);
}

function invalid(argument: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument, reason });
}
