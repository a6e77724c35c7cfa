import type { SecuritySeverity, SecuritySignal, ThreatReaction } from '../base/index.ts';

/** Detectors that count events. */
export type RateDetectorName =
  | 'handshake failures'
  | 'handshake failures everywhere'
  | 'replayed openings'
  | 'refused suites'
  | 'records out of place'
  | 'forged records'
  | 'malformed frames'
  | 'aborted quantum blocks'
  | 'entropy failures';

/** Every detector. */
export type DetectorName = RateDetectorName | 'error rate of a quantum link' | 'handshake times' | 'message times';

/** What a rate detector looks at, what it calls usual and raised, and how serious that is. docs/spec/threat-detection.md §2 */
export interface RateDetectorEntry {
  readonly name: RateDetectorName;
  readonly signals: readonly SecuritySignal['type'][];
  readonly usualPerHour: number;
  readonly raisedPerHour: number;
  readonly severity: SecuritySeverity;
  /** Whether each subject is counted for itself; else all are counted together. */
  readonly perSubject: boolean;
}

/** The detectors of rates. */
export const rateDetectors: readonly RateDetectorEntry[] = [
  entry('handshake failures', ['handshake-failed'], 600, 7200, 'medium'),
  { ...entry('handshake failures everywhere', ['handshake-failed'], 3600, 36_000, 'high'), perSubject: false },
  entry('replayed openings', ['opening-replayed'], 0.04, 360, 'medium'),
  entry('refused suites', ['suite-refused'], 10, 600, 'medium'),
  entry('records out of place', ['record-replayed', 'record-reordered'], 0.001, 6, 'high'),
  entry('forged records', ['record-forged'], 0.02, 6, 'medium'),
  entry('malformed frames', ['frame-malformed'], 0.001, 6, 'high'),
  entry('aborted quantum blocks', ['qkd-aborted'], 12, 720, 'high'),
  entry('entropy failures', ['entropy-failed'], 0.001, 1, 'critical'),
];

/** How the error rate of a quantum link is watched. */
export const quantumLinkBounds = { learningBlocks: 8, highestUsual: 0.05, jump: 0.03, falseAlarmBlocks: 1e6 } as const;

/** What is done about a threat by itself, and whom `rekey` is for. */
export interface ThreatReactionEntry {
  readonly reaction: ThreatReaction;
  readonly scope: 'source' | 'peer' | 'quantum channels' | 'all channels';
}

/** What is done about each threat; `none`: it is told of, and nothing else. */
export type ThreatPolicy = Readonly<Record<DetectorName, ThreatReactionEntry | 'none'>>;

/** The policy that holds unless another is handed in. docs/spec/threat-detection.md §4 */
export const defaultThreatPolicy: ThreatPolicy = {
  'handshake failures': { reaction: 'throttle', scope: 'source' },
  'handshake failures everywhere': { reaction: 'guard', scope: 'all channels' },
  'replayed openings': { reaction: 'throttle', scope: 'source' },
  'refused suites': { reaction: 'throttle', scope: 'source' },
  'records out of place': { reaction: 'rekey', scope: 'peer' },
  'forged records': { reaction: 'rekey', scope: 'peer' },
  'malformed frames': { reaction: 'suspend', scope: 'peer' },
  'aborted quantum blocks': { reaction: 'rekey', scope: 'quantum channels' },
  'error rate of a quantum link': { reaction: 'rekey', scope: 'quantum channels' },
  'entropy failures': 'none',
  'handshake times': 'none',
  'message times': 'none',
};

/**
 * Detectors that promise no rate of false alarms: what they find is told of and counted, and does not raise the level, or a busy
 * machine would turn its own peers away. docs/adr/0090
 */
export const unscoredDetectors: ReadonlySet<DetectorName> = new Set(['handshake times', 'message times']);

/** Who or what a signal is about; undefined where nobody can be named. */
export function subjectOf(signal: SecuritySignal): string | undefined {
  if ('peer' in signal) return signal.peer;
  if ('link' in signal) return signal.link;
  return 'name' in signal ? signal.name : signal.source;
}

function entry(
  name: RateDetectorName,
  signals: RateDetectorEntry['signals'],
  usualPerHour: number,
  raisedPerHour: number,
  severity: SecuritySeverity,
): RateDetectorEntry {
  return { name, signals, usualPerHour, raisedPerHour, severity, perSubject: true };
}
