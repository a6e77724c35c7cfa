import { type Profiler, Session } from 'node:inspector';

const OURS = /\/src\/[^/]+\//u;

/** Which characters of our sources have run, as V8 itself counts them. */
export class CoverageMap implements Disposable {
  readonly #session = new Session();
  /** For each function, by script and place, which of its characters have run. */
  readonly #seen = new Map<string, Uint8Array>();
  #covered = 0;

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** How many characters have run so far. */
  get covered(): number {
    return this.#covered;
  }

  /** Asks what has run since the last question; whether any of it is new. Remembers it if `keep`. */
  take(keep: boolean): boolean {
    let isNew = false;
    for (const { scriptId, functions } of this.#ran()) {
      for (const { ranges } of functions) isNew = this.#takeFunction(scriptId, ranges, keep) || isNew;
    }
    return isNew;
  }

  [Symbol.dispose](): void {
    this.#session.disconnect();
  }

  /** V8 counts anew after each question. */
  #ran(): readonly Profiler.ScriptCoverage[] {
    const scripts: Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error === null) scripts.push(...result);
    });
    return scripts.filter(({ url }) => OURS.test(url));
  }

  #takeFunction(scriptId: string, ranges: readonly Profiler.CoverageRange[], keep: boolean): boolean {
    const [whole] = ranges;
    if (whole === undefined || whole.count === 0) return false;
    const key = `${scriptId}:${whole.startOffset}`;
    const seen = this.#seen.get(key) ?? new Uint8Array(whole.endOffset - whole.startOffset);
    const now = ranCharacters(whole, ranges);
    let fresh = 0;
    for (const [index, ran] of now.entries()) if (ran === 1 && seen[index] === 0) fresh += 1;
    if (!keep || fresh === 0) return fresh > 0;
    for (const [index, ran] of now.entries()) if (ran === 1) seen[index] = 1;
    this.#seen.set(key, seen);
    this.#covered += fresh;
    return true;
  }
}

/** Inner ranges come after outer ones and say it more exactly: a branch that was not taken is one with count 0. */
function ranCharacters(whole: Profiler.CoverageRange, ranges: readonly Profiler.CoverageRange[]): Uint8Array {
  const ran = new Uint8Array(whole.endOffset - whole.startOffset);
  for (const { startOffset, endOffset, count } of ranges) {
    ran.fill(count > 0 ? 1 : 0, startOffset - whole.startOffset, endOffset - whole.startOffset);
  }
  return ran;
}
