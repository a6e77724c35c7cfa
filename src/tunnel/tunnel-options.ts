import type { Clock, Logger, MetricsSink, Tracer } from '../base/index.ts';
import type { Resolve } from './target-dialer.ts';

/** Connections of one forward, or of one peer through a server, by default. spec/tunnel §6 */
export const DEFAULT_MAX_CONNECTIONS = 256;

/** Silence after which a connection is given up by default. RFC 5382, REQ-5: at least 2 hours 4 minutes. */
export const DEFAULT_IDLE_TIMEOUT_MS = 7_440_000;

/** Limits of a tunnel; all optional. */
export interface TunnelLimits {
  readonly maxConnections?: number;
  /** 0 never. */
  readonly idleTimeoutMs?: number;
  readonly dialTimeoutMs?: number;
}

/** What both sides of a tunnel work with. */
export interface TunnelSettings extends Required<Omit<TunnelLimits, 'dialTimeoutMs'>> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Where connections leave their spans; default: nowhere. */
  readonly tracer?: Tracer | undefined;
  /** Whether listeners may be reached from other machines. */
  readonly allowPublicBind: boolean;
  readonly dialTimeoutMs?: number;
  readonly resolve?: Resolve;
}
