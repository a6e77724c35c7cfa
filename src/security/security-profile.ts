import { type CipherSuite, cipherSuitesOfLevel, type SecurityLevel } from '../crypto/index.ts';

/** When keys are replaced: docs/spec/records.md §8. */
export interface RekeyBounds {
  readonly afterMs: number;
  readonly hardStopMs: number;
  readonly afterRecords: number;
  readonly afterBytes: number;
}

/** How soon threats are called threats: docs/spec/threat-detection.md §2. */
export interface DetectionBounds {
  /** How seldom each rate detector may be wrong: mean time between false alarms. */
  readonly falseAlarmMs: number;
  /** From how many robust standard deviations on a single time is an outlier. */
  readonly outlierDeviations: number;
  /** From which score on the threat level is elevated; high at three times, critical at nine times that. */
  readonly elevatedScore: number;
}

/** What a security level means, in every place where it means anything. docs/spec/security-levels.md */
export interface SecurityProfile {
  readonly level: SecurityLevel;
  readonly suites: readonly CipherSuite[];
  readonly rekey: RekeyBounds;
  /** When a whole new handshake is due. */
  readonly fullHandshakeAfterMs: number;
  /** Whether a client may be set up with something weaker than the level asks by itself. */
  readonly mayBeWeakened: boolean;
  readonly detection: DetectionBounds;
}

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const profiles: Readonly<Record<SecurityLevel, SecurityProfile>> = {
  standard: {
    level: 'standard',
    suites: cipherSuitesOfLevel('standard'),
    rekey: { afterMs: 300 * SECOND_MS, hardStopMs: 450 * SECOND_MS, afterRecords: 2 ** 21, afterBytes: 2 ** 34 },
    fullHandshakeAfterMs: DAY_MS,
    mayBeWeakened: true,
    detection: { falseAlarmMs: 90 * DAY_MS, outlierDeviations: 12, elevatedScore: 6 },
  },
  high: {
    level: 'high',
    suites: cipherSuitesOfLevel('high'),
    rekey: { afterMs: 120 * SECOND_MS, hardStopMs: 180 * SECOND_MS, afterRecords: 2 ** 20, afterBytes: 2 ** 34 },
    fullHandshakeAfterMs: DAY_MS,
    mayBeWeakened: true,
    detection: { falseAlarmMs: 30 * DAY_MS, outlierDeviations: 10, elevatedScore: 4 },
  },
  maximum: {
    level: 'maximum',
    suites: cipherSuitesOfLevel('maximum'),
    rekey: { afterMs: 60 * SECOND_MS, hardStopMs: 90 * SECOND_MS, afterRecords: 2 ** 18, afterBytes: 2 ** 30 },
    fullHandshakeAfterMs: HOUR_MS,
    mayBeWeakened: false,
    detection: { falseAlarmMs: 7 * DAY_MS, outlierDeviations: 8, elevatedScore: 3 },
  },
};

/** What a level means. */
export function securityProfile(level: SecurityLevel): SecurityProfile {
  return profiles[level];
}
