/** Points of one width, and how long they are kept. */
export interface HistoryTier {
  readonly stepMs: number;
  readonly keptMs: number;
}

const [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS] = [1000, 60_000, 3_600_000, 86_400_000] as const;

/** How often values are taken: the width of the finest points. */
export const SAMPLE_EVERY_MS: number = 10 * SECOND_MS;

/** From the finest points to the coarsest; each keeps about 2,100 of a series. */
export const historyTiers: readonly HistoryTier[] = [
  { stepMs: SAMPLE_EVERY_MS, keptMs: 6 * HOUR_MS },
  { stepMs: 5 * MINUTE_MS, keptMs: 7 * DAY_MS },
  { stepMs: HOUR_MS, keptMs: 90 * DAY_MS },
];

/** The finest tier that reaches back so far, or else the coarsest. */
export function tierFor(spanMs: number): number {
  const at = historyTiers.findIndex(({ keptMs }) => keptMs >= spanMs);
  return at < 0 ? historyTiers.length - 1 : at;
}
