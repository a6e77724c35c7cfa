import { Chances } from '../simulation/chances.ts';

/** One call whose time must not say of which class its input is. */
export type TimedCall = () => unknown;

/** Two classes of inputs to something that handles a secret. */
export interface TimedSubject {
  readonly name: string;
  /** What the classes are. */
  readonly classes: string;
  /** Its time does tell the classes apart: a control, without which silence would mean nothing. */
  readonly leaks?: true;
  readonly samples: number;
  /** Calls in one sample: short ones need several to stand out of the clock's own noise. */
  readonly batch: number;
  /** A call on a fresh input of a class, alike in everything but that. */
  readonly make: (of: 0 | 1, chances: Chances) => TimedCall;
  /** Ends what it works with. */
  readonly end?: () => void;
}

/** Inputs that are made before they are timed; each is timed once, for one that is slow of itself would speak for its class. */
const BLOCK = 256;
const WARM_UP_SHARE = 0.1;

/** Times in nanoseconds of one call of either class, in an order that chance decides. */
export async function timeClasses(
  { make, samples, batch }: TimedSubject,
  seed: number,
): Promise<readonly [readonly number[], readonly number[]]> {
  const chances = new Chances(seed);
  const times: [number[], number[]] = [[], []];
  const warmUp = Math.ceil(samples * WARM_UP_SHARE);
  for (let done = 0; done < samples + warmUp; done += BLOCK) {
    const block = Array.from({ length: BLOCK }, () => {
      const of = chances.below(2) as 0 | 1;
      return { of, call: make(of, chances) };
    });
    for (const { of, call } of block) {
      const nanoseconds = await timeOf(call, batch);
      if (done >= warmUp) times[of].push(nanoseconds);
    }
  }
  return times;
}

/** The mean of a batch. */
async function timeOf(call: TimedCall, batch: number): Promise<number> {
  const begin = process.hrtime.bigint();
  for (let again = 0; again < batch; again += 1) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  return Number(process.hrtime.bigint() - begin) / batch;
}
