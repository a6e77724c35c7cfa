import { defaultWriteTuning, MIN_COALESCED_BYTES, type PoolTierName, type WriteTuning } from '../network/index.ts';

/** What a client is to be good at. */
export const PERFORMANCE_MODES = ['balanced', 'latency', 'throughput', 'memory'] as const;

/** See {@link PERFORMANCE_MODES}. */
export type PerformanceMode = (typeof PERFORMANCE_MODES)[number];

/** The settings that are in force. */
export interface PerformanceSettings {
  /** How small messages are collected into records. */
  readonly writing: WriteTuning;
  /** Bytes that each tier of the memory pool keeps at most. */
  readonly retainedBytes: Readonly<Record<PoolTierName, number>>;
}

interface ModeRule {
  readonly writing: WriteTuning;
  /** Times what the pool was configured to keep. */
  readonly retained: number;
}

const rules: Readonly<Record<PerformanceMode, ModeRule>> = {
  balanced: { writing: defaultWriteTuning, retained: 1 },
  /** No message waits for another, and records are small: the receiver decrypts the first while the next is on its way. */
  latency: { writing: { coalescedBytes: MIN_COALESCED_BYTES, holdMs: 0, heldTurns: 0 }, retained: 1 },
  /** Messages wait for more company, so that fewer and larger records carry them, and more buffers stay for them. */
  throughput: { writing: { coalescedBytes: 262_144, holdMs: 0.2, heldTurns: 128 }, retained: 4 },
  /** Buffers go back to the system almost at once. */
  memory: { writing: defaultWriteTuning, retained: 0.125 },
};

/** The settings of a mode over what the pool was configured to keep. */
export function settingsOf(
  mode: PerformanceMode,
  configured: PerformanceSettings['retainedBytes'],
): PerformanceSettings {
  const { writing, retained } = rules[mode];
  const scaled = (tier: PoolTierName): number => Math.floor(configured[tier] * retained);
  return { writing, retainedBytes: { small: scaled('small'), medium: scaled('medium'), large: scaled('large') } };
}
