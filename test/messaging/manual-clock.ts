import type { Clock } from '../../src/base/index.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { NOW_MS } from './peer-rig.ts';

/** A clock that stands at the time of the tests until it is moved; what is scheduled happens by real turns. */
export class ManualClock implements Clock {
  nowMs: number = NOW_MS;
  readonly time = new SimulatedTime();

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs - NOW_MS;
  }

  schedule(delayMs: number, callback: () => void): ReturnType<Clock['schedule']> {
    return this.time.schedule(delayMs, callback);
  }
}
