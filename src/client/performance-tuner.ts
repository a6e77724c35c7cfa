import type { Clock } from '../base/index.ts';
import type { PoolAnalytics, PoolTierName, Traffic } from '../network/index.ts';
import { type PerformanceMode, type PerformanceSettings, settingsOf } from './performance-modes.ts';

/** Changes that are remembered. */
export const MAX_TUNING_ENTRIES = 100;
/** A tier keeps at most so many times what it was configured to keep, whatever its figures speak for. */
export const MOST_RETAINED_TIMES = 8;
/** Messages a second from which on records are filled further than usual. */
export const MANY_MESSAGES_PER_SECOND = 50_000;
/** Once they are filled further, fewer messages than this bring the usual records back: a rate at the limit does not flap. */
export const FEW_MESSAGES_PER_SECOND: number = MANY_MESSAGES_PER_SECOND / 2;

/** One change of one setting, and why it was made. */
export interface TuningEntry {
  /** Wall-clock time in milliseconds since 1970. */
  readonly atMs: number;
  /** Such as `writing.coalescedBytes`. */
  readonly setting: string;
  readonly from: number;
  readonly to: number;
  /** One sentence with the measurement or the wish behind it. */
  readonly why: string;
}

/** What is tuned, and by what. */
export interface TunedParts {
  readonly clock: Clock;
  /** What the pool was configured to keep. */
  readonly configured: PerformanceSettings['retainedBytes'];
  /** Puts settings into force. */
  readonly apply: (settings: PerformanceSettings) => void;
  readonly traffic: () => Traffic;
  readonly poolAdvice: () => PoolAnalytics['recommendations'];
}

/** Keeps the settings of one client: those of its mode, and what its own figures speak for on top. Every change is logged with its reason. */
export class PerformanceTuner {
  readonly #parts: TunedParts;
  readonly #log: TuningEntry[] = [];
  #mode: PerformanceMode;
  #settings: PerformanceSettings;
  /** Since the beginning: the log forgets. */
  #changes = 0;
  #before: { readonly atMs: number; readonly messages: number } | undefined;

  constructor(parts: TunedParts, mode: PerformanceMode) {
    this.#parts = parts;
    this.#mode = 'balanced';
    this.#settings = settingsOf('balanced', parts.configured);
    if (mode !== 'balanced') this.setMode(mode);
  }

  get mode(): PerformanceMode {
    return this.#mode;
  }

  get settings(): PerformanceSettings {
    return this.#settings;
  }

  /** What was changed, oldest first. */
  get log(): readonly TuningEntry[] {
    return this.#log;
  }

  /** Takes the settings of a mode; what was adapted before is forgotten. */
  setMode(mode: PerformanceMode): void {
    this.#mode = mode;
    this.#change(settingsOf(mode, this.#parts.configured), `The mode is ${mode}.`);
  }

  /** Looks at the figures since the last call, and changes what they speak for. Returns the number of settings that changed. */
  adapt(): number {
    const known = this.#changes;
    this.#adaptPool();
    this.#adaptWriting();
    return this.#changes - known;
  }

  /** Buffers that the limit lets go and that are made again soon after: the limit is raised, within bounds. */
  #adaptPool(): void {
    if (this.#mode === 'memory') return;
    for (const { setting, proposed, reason } of this.#parts.poolAdvice()) {
      const tier = /^(?<tier>small|medium|large)\.maxRetainedBytes$/u.exec(setting ?? '')?.groups?.['tier'] as
        | PoolTierName
        | undefined;
      if (tier === undefined || proposed === undefined) continue;
      const to = Math.min(proposed, this.#parts.configured[tier] * MOST_RETAINED_TIMES);
      if (to <= this.#settings.retainedBytes[tier]) continue;
      this.#change({ ...this.#settings, retainedBytes: { ...this.#settings.retainedBytes, [tier]: to } }, reason);
    }
  }

  /** Only the balanced mode leaves open how records are filled. */
  #adaptWriting(): void {
    const [atMs, messages] = [this.#parts.clock.monotonicMs(), this.#parts.traffic().messagesSent];
    const before = this.#before;
    this.#before = { atMs, messages };
    if (this.#mode !== 'balanced' || before === undefined || atMs <= before.atMs) return;
    const rate = ((messages - before.messages) * 1000) / (atMs - before.atMs);
    const why = `${Math.round(rate)} messages a second were sent.`;
    const usual = settingsOf('balanced', this.#parts.configured).writing;
    const isFilled = this.#settings.writing.coalescedBytes > usual.coalescedBytes;
    if (!isFilled && rate >= MANY_MESSAGES_PER_SECOND) {
      const { writing } = settingsOf('throughput', this.#parts.configured);
      this.#change({ ...this.#settings, writing }, why);
    } else if (isFilled && rate < FEW_MESSAGES_PER_SECOND) this.#change({ ...this.#settings, writing: usual }, why);
  }

  #change(to: PerformanceSettings, why: string): void {
    const from = flat(this.#settings);
    const atMs = this.#parts.clock.wallMs();
    for (const [setting, value] of Object.entries(flat(to))) {
      if (from[setting] === value) continue;
      this.#changes += 1;
      this.#log.push({ atMs, setting, from: from[setting] ?? 0, to: value, why });
    }
    this.#log.splice(0, Math.max(0, this.#log.length - MAX_TUNING_ENTRIES));
    this.#settings = to;
    this.#parts.apply(to);
  }
}

function flat({ writing, retainedBytes }: PerformanceSettings): Readonly<Record<string, number>> {
  const named = (group: string, values: object): [string, number][] =>
    Object.entries(values).map(([name, value]) => [`${group}.${name}`, value as number]);
  return Object.fromEntries([...named('writing', writing), ...named('retainedBytes', retainedBytes)]);
}
