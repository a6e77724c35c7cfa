import { type HealthFigure, type HealthLimits, healthFigureNames, healthFigures } from './health-limits.ts';
import { type HealthReason, type HealthStatus, worseStatus } from './health-status.ts';
import type { PerformanceSnapshot } from './performance-snapshot.ts';

/** How far on the good side of a limit a value must be to count as better, as a share of the limit. */
export const RECOVERY_MARGIN = 0.1;
/** How long it must be there. */
export const RECOVERY_MS = 30_000;

interface Standing {
  status: HealthStatus;
  /** How long values have been better than the status; undefined: they are not. */
  betterForMs: number | undefined;
  /** The worst status since then. */
  meanwhile: HealthStatus;
}

/**
 * Judges snapshots with hysteresis, so that a figure at its limit does not make the status flap.
 *
 *     worse value  -> the worse status at once
 *     better value -> the better status, once values stayed beyond the limit by a tenth of it for 30 s
 *     no value     -> as a good one: what is not used is not ill
 *
 * A status that outlives its cause says so: what the value is now, and what ends the status when.
 */
export class HealthJudge {
  readonly #limits: HealthLimits;
  readonly #standings = new Map<keyof HealthLimits, Standing>();

  constructor(limits: HealthLimits) {
    this.#limits = limits;
  }

  /** Every figure's part, with the value of this snapshot. */
  judge(snapshot: PerformanceSnapshot): readonly HealthReason[] {
    return healthFigureNames.map((name) => {
      const value = healthFigures[name].read(snapshot);
      const standing = this.#standings.get(name) ?? { status: 'healthy', betterForMs: undefined, meanwhile: 'healthy' };
      this.#standings.set(name, standing);
      move(standing, this.#statusOf(name, value, 0), this.#statusOf(name, value, RECOVERY_MARGIN), snapshot.spanMs);
      return { name: healthFigures[name].name, status: standing.status, ...this.#reason(name, value, standing) };
    });
  }

  /** The worst status whose limit the value has passed; limits are moved towards good values by `margin`. */
  #statusOf(name: keyof HealthLimits, value: number | undefined, margin: number): HealthStatus {
    if (value === undefined) return 'healthy';
    const figure = healthFigures[name];
    const limits = this.#limits[name];
    const passed = (limit: number): boolean => {
      const bound = stricter(figure, limit, margin);
      return figure.worse === 'above' ? value > bound : value < bound;
    };
    if (passed(limits.critical)) return 'critical';
    if (passed(limits.unhealthy)) return 'unhealthy';
    return passed(limits.degraded) ? 'degraded' : 'healthy';
  }

  #reason(
    name: keyof HealthLimits,
    value: number | undefined,
    standing: Standing,
  ): Omit<HealthReason, 'name' | 'status'> {
    const figure = healthFigures[name];
    const { status, betterForMs } = standing;
    const said = value === undefined ? 'nothing was measured' : figure.say(figure.show(value));
    if (status === 'healthy') return { detail: said };
    const limit = this.#limits[name][status];
    const bound = `${figure.worse === 'above' ? 'limit' : 'at least'} ${figure.show(limit)}`;
    if (this.#statusOf(name, value, 0) === status) return { detail: `${said} (${bound})` };
    const held = `${said}, no longer past its limit of ${figure.show(limit)}; still ${status}`;
    if (betterForMs === undefined) {
      const better = figure.show(stricter(figure, limit, RECOVERY_MARGIN));
      const beyond = figure.worse === 'above' ? 'at most' : 'at least';
      return { detail: `${held} until it was ${beyond} ${better} for ${RECOVERY_MS / 1000} s` };
    }
    const heldForMs = RECOVERY_MS - betterForMs;
    return { detail: `${held} for ${Math.ceil(heldForMs / 1000)} s, if it stays so`, heldForMs };
  }
}

/** A limit that is moved towards good values by a share of it. */
function stricter({ worse }: HealthFigure, limit: number, margin: number): number {
  return worse === 'above' ? limit * (1 - margin) : limit + Math.abs(1 - limit) * margin;
}

/** `now` is the status by the limits themselves, `strict` by limits with a margin: never better than `now`. */
function move(standing: Standing, now: HealthStatus, strict: HealthStatus, spanMs: number): void {
  if (worseStatus(strict, standing.status) === strict) {
    standing.status = worseStatus(now, standing.status);
    standing.betterForMs = undefined;
    return;
  }
  const { betterForMs } = standing;
  standing.meanwhile = betterForMs === undefined ? strict : worseStatus(strict, standing.meanwhile);
  standing.betterForMs = betterForMs === undefined ? 0 : betterForMs + spanMs;
  if (standing.betterForMs < RECOVERY_MS) return;
  standing.status = standing.meanwhile;
  standing.betterForMs = undefined;
}
