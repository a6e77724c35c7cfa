import type { SecuritySeverity, ThreatLevel } from '../base/index.ts';

/** After so long a threat counts half. */
export const THREAT_HALF_LIFE_MS = 300_000;

/** How much a threat counts. */
const WEIGHTS: Readonly<Record<SecuritySeverity, number>> = { info: 0, low: 1, medium: 3, high: 9, critical: 27 };

/** The levels above calm, and at how many times the lowest score each begins. */
const STEPS: readonly (readonly [ThreatLevel, number])[] = [
  ['critical', 9],
  ['high', 3],
  ['elevated', 1],
];

/** A level is left when the score is below this share of where it begins: otherwise it would come and go. */
export const LEAVE_SHARE = 0.5;

/**
 * How threatened a device is. docs/spec/threat-detection.md §5
 *
 *     score(t) = sum of weight(severity) x 2^-((t - when) / half-life)
 */
export class ThreatScore {
  readonly #elevatedScore: number;
  #score = 0;
  #sinceMs = 0;
  #level: ThreatLevel = 'calm';

  /** `elevatedScore`: where the first level above calm begins. */
  constructor(elevatedScore: number) {
    this.#elevatedScore = elevatedScore;
  }

  /** Adds a threat at a monotonic time. */
  add(severity: SecuritySeverity, nowMs: number): void {
    this.#score = this.at(nowMs) + WEIGHTS[severity];
    this.#sinceMs = nowMs;
  }

  /** The score at a monotonic time. */
  at(nowMs: number): number {
    return this.#score * 2 ** (-Math.max(0, nowMs - this.#sinceMs) / THREAT_HALF_LIFE_MS);
  }

  /** The level at a monotonic time, which depends on the one before. */
  levelAt(nowMs: number): ThreatLevel {
    const score = this.at(nowMs);
    const reached = STEPS.find(([level, factor]) => {
      const share = isAtLeast(this.#level, level) ? LEAVE_SHARE : 1;
      return score >= factor * this.#elevatedScore * share;
    });
    this.#level = reached?.[0] ?? 'calm';
    return this.#level;
  }
}

const ORDER: readonly ThreatLevel[] = ['calm', 'elevated', 'high', 'critical'];

/** Whether one level is as serious as another, or more so. */
export function isAtLeast(level: ThreatLevel, least: ThreatLevel): boolean {
  return ORDER.indexOf(level) >= ORDER.indexOf(least);
}
