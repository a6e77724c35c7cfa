import type { Chances } from './chances.ts';
import { CALM, type NetworkConditions } from './network-conditions.ts';

/** Conditions for a while. */
export interface WeatherPhase {
  readonly forMs: number;
  readonly conditions: NetworkConditions;
  /** Every connection breaks at the beginning. */
  readonly cutsAll: boolean;
}

/** The weather of one simulation; after its last phase it is calm for good. */
export interface Weather {
  readonly phases: readonly WeatherPhase[];
  /** Chance that a new connection is to break within its first kilobytes: in or just after the handshake. */
  readonly earlyCutRate: number;
  /** Nothing in it breaks a connection or a promise: whatever is sent must arrive. */
  readonly isHarmless: boolean;
}

/** Seeded weather: a fifth of all seeds is merely slow and lossy, the others cut, corrupt and go dark as well. */
export function weatherOf(chances: Chances): Weather {
  const isHarmless = chances.happens(0.2);
  const phases = Array.from({ length: chances.between(1, 4) }, () => phaseOf(chances, isHarmless));
  return { phases, isHarmless, earlyCutRate: isHarmless ? 0 : chances.pick([0, 0, 0.2, 0.5]) };
}

function phaseOf(chances: Chances, isHarmless: boolean): WeatherPhase {
  const latency = chances.pick([0, 1, 20, 150]);
  const smallest = chances.pick([1, 500, 1460, 16_384]);
  const slow = {
    ...CALM,
    latencyMs: [latency, latency + chances.pick([0, 1, 30, 300])] as const,
    // Pieces of one byte only where it is few bytes.
    segmentBytes: [smallest, smallest === 1 ? 4000 : smallest] as const,
    bytesPerMs: chances.pick([50, 1000, 100_000]),
    lossRate: chances.pick([0, 0, 0.01, 0.1]),
  };
  if (isHarmless) return { forMs: chances.between(100, 20_000), conditions: slow, cutsAll: false };
  const dark = chances.happens(0.2);
  return {
    // Longer than a system waits, at times.
    forMs: chances.between(100, dark ? 200_000 : 20_000),
    conditions: {
      ...slow,
      corruptionRate: chances.pick([0, 0, 0.001, 0.02]),
      cutRate: chances.pick([0, 0, 0.001, 0.02]),
      dark,
    },
    cutsAll: chances.happens(0.3),
  };
}
