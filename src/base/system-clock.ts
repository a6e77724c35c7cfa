import type { Clock, ScheduledCall, ScheduleOptions } from './clock.ts';

/** In Node a timer is an object that may be told not to keep the process alive; in browsers it is a number. */
function unref(timer: number | { unref(): unknown }): void {
  if (typeof timer === 'object') timer.unref();
}

/** What Node has and browsers do not. */
interface Immediates {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly clearImmediate?: (immediate: unknown) => void;
}

const { setImmediate, clearImmediate } = globalThis as Immediates;

/** Comes after the input of this turn, where a timer would take a millisecond. It keeps the process alive for that turn only. */
function scheduleNow(callback: () => void): ScheduledCall | undefined {
  if (setImmediate === undefined) return undefined;
  const immediate = setImmediate(callback);
  return { cancel: () => clearImmediate?.(immediate) };
}

/** Every channel has some: no closure of its own. */
class Timer implements ScheduledCall {
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(callback: () => void, delayMs: number, { holdsProcess = false }: ScheduleOptions) {
    this.#timer = setTimeout(callback, delayMs);
    if (!holdsProcess) unref(this.#timer);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}

/** The machine's clocks. The only place in the project that reads them. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule: (delayMs, callback, options = {}) => {
    const now = delayMs === 0 ? scheduleNow(callback) : undefined;
    if (now !== undefined) return now;
    return new Timer(callback, delayMs, options);
  },
};
