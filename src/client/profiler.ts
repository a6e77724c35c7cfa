import type { Session } from 'node:inspector/promises';
import { type Clock, QForgeError } from '../base/index.ts';
import { withoutTexts } from './heap-texts.ts';

/** Microseconds between two looks at the processor. */
const SAMPLE_EVERY_US = 500;

/** Profiles the process that it is in. Files of ours are named in profiles, values never are. */
export class Profiler {
  readonly #clock: Clock;
  #session: Session | undefined;
  #startedAtMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Since when the processor is sampled, in milliseconds since 1970; undefined: it is not. */
  get startedAtMs(): number | undefined {
    return this.#startedAtMs;
  }

  /** Begins to sample the processor. Rejects with `PROFILING_BUSY`. */
  async start(): Promise<void> {
    if (this.#startedAtMs !== undefined) throw new QForgeError('PROFILING_BUSY', { sinceMs: this.#startedAtMs });
    this.#startedAtMs = this.#clock.wallMs();
    // Loaded on use: whoever does not profile never pays for it.
    const { Session } = await import('node:inspector/promises');
    const session = new Session();
    session.connect();
    this.#session = session;
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await session.post('Profiler.start');
  }

  /** Ends it, with the profile as JSON. Rejects with `PROFILING_IDLE`. */
  async stop(): Promise<string> {
    const session = this.#session;
    if (session === undefined) throw new QForgeError('PROFILING_IDLE', { what: 'the processor' });
    this.#session = undefined;
    try {
      const { profile } = await session.post('Profiler.stop');
      return JSON.stringify(profile);
    } finally {
      session.disconnect();
      this.#startedAtMs = undefined;
    }
  }

  /** What is on the heap, as JSON, without texts. It stops the process for as long as that takes: a second or more for each 100 MB. */
  async heapSnapshot(): Promise<string> {
    const { getHeapSnapshot } = await import('node:v8');
    const chunks: Buffer[] = [];
    for await (const chunk of getHeapSnapshot({ exposeInternals: false, exposeNumericValues: false })) {
      chunks.push(chunk as Buffer);
    }
    return withoutTexts(Buffer.concat(chunks).toString());
  }
}
