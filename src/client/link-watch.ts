import {
  type Clock,
  type Logger,
  type MetricsSink,
  type SecurityEventSink,
  type SecuritySignalSink,
} from '../base/index.ts';
import { securityProfile, type ThreatPolicy } from '../security/index.ts';
import { ClientThreats } from './client-threats.ts';
import { SecurityEvents } from './security-events.ts';

/** What a watch over quantum links tells. */
export interface LinkWatchParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Takes the events too. */
  readonly sink?: SecurityEventSink;
}

/** A key manager has no channels: what it finds it tells, and what is done is left to whoever reads that. */
const ONLY_TELL: Partial<ThreatPolicy> = { 'aborted quantum blocks': 'none', 'error rate of a quantum link': 'none' };

/**
 * Watches the links of a key manager for eavesdroppers: what it finds is logged, and so gets into the audit trail.
 * docs/spec/threat-detection.md §3.2
 */
export function linkWatch({ clock, logger, metrics, sink }: LinkWatchParts): SecuritySignalSink {
  const events = new SecurityEvents({ logger, metrics, ...(sink === undefined ? {} : { sink }) });
  const bounds = securityProfile('high').detection;
  return new ClientThreats({ clock, metrics, bounds, events, policy: ONLY_TELL }).observe;
}
