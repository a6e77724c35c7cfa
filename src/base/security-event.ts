import type { LogLevel } from './logger.ts';

/** How serious a security event is, least first. */
export type SecuritySeverity = 'info' | 'low' | 'medium' | 'high' | 'critical';

/** The level that a security event of each severity is logged and recorded at. */
export const severityLogLevels: Readonly<Record<SecuritySeverity, LogLevel>> = {
  info: 'info',
  low: 'info',
  medium: 'warn',
  high: 'error',
  critical: 'error',
};

/** How threatened a device finds itself, calmest first. docs/spec/threat-detection.md §5 */
export type ThreatLevel = 'calm' | 'elevated' | 'high' | 'critical';

/** What a policy lets a device do about a threat by itself. */
export type ThreatReaction = 'throttle' | 'suspend' | 'rekey' | 'guard';

interface Told {
  readonly severity: SecuritySeverity;
  /** Wall-clock time in milliseconds. */
  readonly atMs: number;
}

/**
 * Something that an operator or an auditor wants to know, told once when it happens. Plain data: names, numbers and codes, never
 * secrets. `subject` is what it is about: a PeerId, the address or network of a source, the name of a link or of a source of entropy.
 */
export type SecurityEvent =
  | (Told & { readonly type: 'entropy-excluded'; readonly subject: string; readonly problem: string })
  | (Told & { readonly type: 'entropy-readmitted'; readonly subject: string })
  | (Told & { readonly type: 'self-test-failed'; readonly subject: string })
  | (Told & { readonly type: 'key-pair-refused'; readonly subject: string })
  | (Told & {
      readonly type: 'threat-detected';
      readonly subject: string;
      /** Which detector, such as `handshake failures`. */
      readonly detector: string;
      /** The statistic, and what it had to reach. */
      readonly observed: number;
      readonly threshold: number;
    })
  | (Told & {
      readonly type: 'threat-level';
      readonly subject: string;
      readonly from: ThreatLevel;
      readonly to: ThreatLevel;
      readonly score: number;
    })
  | (Told & {
      readonly type: 'reaction';
      readonly subject: string;
      readonly reaction: ThreatReaction;
      /** The detector that led to it. */
      readonly detector: string;
      /** Whether it was carried out; false when there was nothing to do. */
      readonly done: boolean;
    });

/** Where security events go, handed in. Implementations must not throw. */
export interface SecurityEventSink {
  emit(event: SecurityEvent): void;
}

/** A sink that keeps nothing. */
export const silentSecurityEvents: SecurityEventSink = {
  emit: () => {
    /* nothing is kept */
  },
};
