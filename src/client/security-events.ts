import {
  EventHub,
  type EventListener,
  ListenerFailures,
  type Logger,
  type MetricsSink,
  type SecurityEvent,
  type SecurityEventSink,
  severityLogLevels,
} from '../base/index.ts';

/** Where the events of a client go. */
export interface SecurityEventTargets {
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** An audit trail, say. */
  readonly sink?: SecurityEventSink;
}

/** What an auditor must find whatever its severity: what changed, and what was done. */
const AUDITED: ReadonlySet<SecurityEvent['type']> = new Set(['entropy-readmitted', 'threat-level', 'reaction']);

/** Logs and counts every security event, and hands it on: to the sink first, since that may be an audit trail. */
export class SecurityEvents implements SecurityEventSink {
  readonly #targets: SecurityEventTargets;
  readonly #hub: EventHub<SecurityEvent>;

  constructor(targets: SecurityEventTargets) {
    this.#targets = targets;
    this.#hub = new EventHub('security-events', new ListenerFailures(targets.logger, targets.metrics));
  }

  emit(event: SecurityEvent): void {
    const { logger, metrics, sink } = this.#targets;
    sink?.emit(event);
    const { type, severity, atMs: _, ...fields } = event;
    metrics.count('qforge_security_events_total', 1, { type, severity });
    logger.log(severityLogLevels[severity], AUDITED.has(type) ? 'audit' : 'security', type, { severity, ...fields });
    this.#hub.tell(event);
  }

  /** Tells of events from now on; returns the way to stop that. */
  listen(listener: EventListener<SecurityEvent>): () => void {
    return this.#hub.add(listener);
  }
}
