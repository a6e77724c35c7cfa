/** How well a system does, best first. */
export const HEALTH_STATUSES = ['healthy', 'degraded', 'unhealthy', 'critical'] as const;

/** Healthy: all is well. Degraded: it works, worse than it should. Unhealthy: it fails at part of its work. Critical: act now. */
export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/** One figure's part in the health of the whole. */
export interface HealthReason {
  /** The figure's name, such as `event loop delay`. */
  readonly name: string;
  readonly status: HealthStatus;
  /** One sentence with the value and the limit that it passed; if it is past it no more, also with what ends the status. */
  readonly detail: string;
  /** How much longer it has this status at least, though the cause is over; undefined while it is not, and while nothing says how long. */
  readonly heldForMs?: number | undefined;
}

/** The health of the whole: that of its worst part, and why. */
export interface SystemHealth {
  readonly status: HealthStatus;
  /** Everything that is not healthy, worst first; empty when all is. */
  readonly reasons: readonly HealthReason[];
}

/** The worse of two. */
export function worseStatus(one: HealthStatus, other: HealthStatus): HealthStatus {
  return HEALTH_STATUSES.indexOf(one) >= HEALTH_STATUSES.indexOf(other) ? one : other;
}

/** Puts parts together: the worst decides. */
export function systemHealth(parts: readonly HealthReason[]): SystemHealth {
  const rank = ({ status }: HealthReason): number => HEALTH_STATUSES.indexOf(status);
  const reasons = parts.filter(({ status }) => status !== 'healthy').toSorted((a, b) => rank(b) - rank(a));
  return { status: reasons[0]?.status ?? 'healthy', reasons };
}

/** The health in one line, for a terminal: `Degraded: the event loop is 120 ms late (limit 100 ms)`. */
export function healthLine({ status, reasons }: SystemHealth): string {
  const word = `${status.slice(0, 1).toUpperCase()}${status.slice(1)}`;
  const [first, ...others] = reasons;
  if (first === undefined) return word;
  return `${word}: ${first.detail}${others.length === 0 ? '' : `, and ${others.length} more`}`;
}
