import type { Clock } from './clock.ts';

/** In Node a timer is an object that may be told not to keep the process alive; in browsers it is a number. */
function unref(timer: number | { unref(): unknown }): void {
  if (typeof timer === 'object') timer.unref();
}

/** The machine's clocks. The only place in the project that reads them. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    unref(timer);
    return { cancel: () => clearTimeout(timer) };
  },
};
