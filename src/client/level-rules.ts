import { QForgeError } from '../base/index.ts';
import type { SecurityLevel } from '../crypto/index.ts';
import type { KeyPolicy } from '../handshake/index.ts';
import type { KeepLimits, RekeyLimits } from '../network/index.ts';
import { type SecurityProfile, securityProfile } from '../security/index.ts';
import type { ClientOptions } from './client-options.ts';

/** What the options of a client ask for that a level has a say in. */
export type LevelledOptions = Pick<
  ClientOptions,
  'securityLevel' | 'keySource' | 'kme' | 'keyPolicy' | 'trustOnFirstUse' | 'recognisePeers' | 'rekey' | 'keep'
>;

/** The limits that a client runs under. */
export interface LevelLimits {
  readonly rekey: Partial<RekeyLimits>;
  readonly keep: Partial<KeepLimits>;
}

/** Policies that let a channel go without a key from a source that is there. */
const FAIL_OPEN: ReadonlySet<KeyPolicy> = new Set<KeyPolicy>(['require-pqc', 'either']);

/**
 * The profile of a client whose identity has this level. docs/spec/security-levels.md §3
 *
 * Throws `SECURITY_LEVEL_MISMATCH` when another level was asked for, and `SECURITY_LEVEL_WEAKENED` for options that the level does not allow.
 */
export function profileFor(identityLevel: SecurityLevel, options: LevelledOptions): SecurityProfile {
  const { securityLevel = identityLevel } = options;
  if (securityLevel !== identityLevel) {
    throw new QForgeError('SECURITY_LEVEL_MISMATCH', { wanted: securityLevel, actual: identityLevel });
  }
  const profile = securityProfile(securityLevel);
  const weakness = profile.mayBeWeakened ? undefined : weaknessOf(options, profile);
  if (weakness !== undefined) throw new QForgeError('SECURITY_LEVEL_WEAKENED', { level: profile.level, by: weakness });
  return profile;
}

/** The limits of a profile, with what the options say instead. */
export function limitsFor(profile: SecurityProfile, { rekey, keep }: LevelledOptions): LevelLimits {
  return {
    rekey: { ...profile.rekey, ...rekey },
    keep: { fullHandshakeAfterMs: profile.fullHandshakeAfterMs, ...keep },
  };
}

/** The first option that asks for less than the level gives; undefined if none does. */
function weaknessOf(options: LevelledOptions, profile: SecurityProfile): string | undefined {
  const { keyPolicy, trustOnFirstUse, recognisePeers } = options;
  const hasKeys = options.keySource !== undefined || options.kme !== undefined;
  if (trustOnFirstUse === true) return 'trustOnFirstUse';
  if (recognisePeers === true) return 'recognisePeers';
  if (hasKeys && keyPolicy !== undefined && FAIL_OPEN.has(keyPolicy)) return `keyPolicy ${keyPolicy}`;
  const looser = looserLimit(options.rekey, profile.rekey);
  if (looser !== undefined) return `rekey.${looser}`;
  const { fullHandshakeAfterMs = 0 } = options.keep ?? {};
  return fullHandshakeAfterMs > profile.fullHandshakeAfterMs ? 'keep.fullHandshakeAfterMs' : undefined;
}

function looserLimit(asked: Partial<RekeyLimits> | undefined, bounds: SecurityProfile['rekey']): string | undefined {
  const names = ['afterMs', 'hardStopMs', 'afterRecords', 'afterBytes'] as const;
  return names.find((name) => (asked?.[name] ?? 0) > bounds[name]);
}
