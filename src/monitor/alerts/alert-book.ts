import { type Alert, alertId } from './alert.ts';
import type { Found } from './alert-conditions.ts';
import type { AlertRule } from './alert-rule.ts';

/** How long the condition must not hold before an alert is resolved: what comes and goes is one alert, not many. */
export const RESOLVE_AFTER_MS = 30_000;
/** How long a resolved alert is shown. */
export const RESOLVED_KEPT_MS = 3_600_000;
/** Alerts at once; the oldest resolved ones make room, then new ones are left out. */
export const MAX_ALERTS = 500;

/** What of an alert is kept over a restart. */
export interface KeptAlert extends Omit<Alert, 'silencedBy'> {
  /** How long the condition has held, in time that this process or one before it was awake. */
  readonly heldMs: number;
  /** How long it has not held since. */
  readonly clearMs: number;
  /** The last state that was told to anybody. */
  readonly told: 'firing' | 'resolved' | undefined;
  readonly toldAtMs: number | undefined;
}

/**
 * All alerts, from moment to moment.
 *
 *                 holds            held for long enough          clear for 30 s
 *     (nothing) --------> pending ---------------------> firing ----------------> resolved --an hour--> (nothing)
 *                           | does not hold                 ^  holds again            |
 *                           +-> (nothing)                   +-------------------------+ (after its `for`)
 */
export class AlertBook {
  readonly #alerts = new Map<string, KeptAlert>();

  constructor(kept: readonly KeptAlert[] = []) {
    for (const alert of kept.slice(0, MAX_ALERTS)) this.#alerts.set(alert.id, alert);
  }

  /** All alerts, in no order. */
  get all(): readonly KeptAlert[] {
    return [...this.#alerts.values()];
  }

  /** Takes what a rule found at a moment, `spanMs` after the one before. */
  take(rule: AlertRule, found: readonly Found[], spanMs: number, nowMs: number): void {
    const seen = new Set<string>();
    for (const one of found) {
      const id = alertId(rule.name, one.series);
      seen.add(id);
      const before = this.#alerts.get(id);
      const after = one.holds ? holding(rule, one, before, spanMs, nowMs) : clearing(before, spanMs, nowMs);
      this.#put(id, after);
    }
    // A series that has gone gives no reason any more.
    for (const alert of this.all) {
      if (alert.rule === rule.name && !seen.has(alert.id)) this.#put(alert.id, clearing(alert, spanMs, nowMs));
    }
  }

  /** Forgets alerts of rules that there are no more, and resolved ones after an hour. */
  tidy(rules: ReadonlySet<string>, nowMs: number): void {
    for (const { id, rule, state, resolvedAtMs } of this.all) {
      const isOld = state === 'resolved' && nowMs - (resolvedAtMs ?? 0) > RESOLVED_KEPT_MS;
      if (isOld || !rules.has(rule)) this.#alerts.delete(id);
    }
  }

  /** Notes that somebody was told of an alert's state. */
  told(id: string, nowMs: number): void {
    const alert = this.#alerts.get(id);
    if (alert === undefined || alert.state === 'pending') return;
    this.#alerts.set(id, { ...alert, told: alert.state, toldAtMs: nowMs });
  }

  #put(id: string, alert: KeptAlert | undefined): void {
    if (alert === undefined) this.#alerts.delete(id);
    else if (this.#alerts.has(id) || this.#hasRoom()) this.#alerts.set(id, alert);
  }

  #hasRoom(): boolean {
    if (this.#alerts.size < MAX_ALERTS) return true;
    const resolved = this.all.filter(({ state }) => state === 'resolved');
    const oldest = resolved.toSorted((a, b) => (a.resolvedAtMs ?? 0) - (b.resolvedAtMs ?? 0))[0];
    return oldest !== undefined && this.#alerts.delete(oldest.id);
  }
}

function holding(
  rule: AlertRule,
  found: Found,
  before: KeptAlert | undefined,
  spanMs: number,
  nowMs: number,
): KeptAlert {
  const isNew = before === undefined || before.state === 'resolved';
  const heldMs = isNew ? 0 : before.heldMs + spanMs;
  const isFiring = before?.state === 'firing' || heldMs >= rule.forMs;
  return {
    id: alertId(rule.name, found.series),
    rule: rule.name,
    severity: rule.severity,
    state: isFiring ? 'firing' : 'pending',
    series: found.series,
    labels: found.labels,
    value: found.value,
    limit: found.limit,
    sentence: found.sentence,
    sinceMs: isNew ? nowMs : before.sinceMs,
    firedAtMs: isFiring ? (isNew ? nowMs : (before.firedAtMs ?? nowMs)) : undefined,
    resolvedAtMs: undefined,
    heldMs,
    clearMs: 0,
    told: before?.told,
    toldAtMs: before?.toldAtMs,
  };
}

function clearing(before: KeptAlert | undefined, spanMs: number, nowMs: number): KeptAlert | undefined {
  if (before === undefined || before.state === 'pending') return undefined;
  if (before.state === 'resolved') return before;
  const clearMs = before.clearMs + spanMs;
  if (clearMs < RESOLVE_AFTER_MS) return { ...before, clearMs };
  return { ...before, clearMs, state: 'resolved', resolvedAtMs: nowMs };
}
