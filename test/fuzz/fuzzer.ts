import { isQForgeError } from '../../src/base/index.ts';
import { Chances } from '../simulation/chances.ts';
import { mutated } from './byte-mutator.ts';
import type { CoverageMap } from './coverage-map.ts';
import type { FuzzTarget } from './fuzz-target.ts';

/** What fuzzing one decoder showed. */
export interface FuzzReport {
  readonly target: string;
  readonly inputs: number;
  readonly taken: number;
  /** Refused, by the code of the error; "false" where the decoder just says no. */
  readonly refused: Readonly<Record<string, number>>;
  /** Characters of our sources that ran, beyond those that run when they are loaded. */
  readonly covered: number;
  /** Inputs that led to new ones, in base64: those that are worth keeping. */
  readonly corpus: readonly string[];
  readonly faults: readonly FuzzFault[];
}

/** An input that a decoder must not fail on as it did. */
export interface FuzzFault {
  readonly what: string;
  /** In base64. */
  readonly input: string;
}

/** What a fuzzer is told. */
export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  readonly corpus: readonly Uint8Array[];
  /** Told of each input before it is decoded, so that one that never returns is known. */
  readonly onInput: (input: Uint8Array) => void;
}

const VALID_SEEDS = 12;
const FRESH_VALID_RATE = 0.03;
/** Asking V8 takes longer than most inputs. */
const BATCH = 100;
const MAX_FAULTS = 5;

/** Mutates inputs of one decoder, and goes on from those that reach new code. */
export class Fuzzer {
  readonly #target: FuzzTarget;
  readonly #options: FuzzOptions;
  readonly #chances: Chances;
  readonly #pool: Uint8Array[] = [];
  readonly #found: Uint8Array[] = [];
  readonly #refused: Record<string, number> = {};
  readonly #faults: FuzzFault[] = [];
  #inputs = 0;
  #taken = 0;

  constructor(target: FuzzTarget, options: FuzzOptions) {
    this.#target = target;
    this.#options = options;
    this.#chances = new Chances(options.seed);
  }

  /** Runs to the end, or to the fifth fault. */
  async run(coverage: CoverageMap): Promise<FuzzReport> {
    coverage.take(true);
    const loaded = coverage.covered;
    await this.#plant(coverage);
    while (this.#inputs < this.#options.count && this.#faults.length < MAX_FAULTS) await this.#runBatch(coverage);
    return {
      target: this.#target.name,
      inputs: this.#inputs,
      taken: this.#taken,
      refused: this.#refused,
      covered: coverage.covered - loaded,
      corpus: this.#found.map((input) => Buffer.from(input).toString('base64')),
      faults: this.#faults,
    };
  }

  /** Begins with well-formed inputs and with what earlier runs have found, shortest first. */
  async #plant(coverage: CoverageMap): Promise<void> {
    const valid = Array.from({ length: VALID_SEEDS }, () => this.#target.valid(this.#chances));
    for (const input of valid) {
      if (!(await this.#decode(input))) this.#fault('a well-formed input is refused', input);
    }
    const planted = [...valid, ...this.#options.corpus].toSorted((a, b) => a.length - b.length);
    for (const input of planted) {
      await this.#decode(input);
      this.#pool.push(input);
      if (coverage.take(true)) this.#found.push(input);
    }
  }

  async #runBatch(coverage: CoverageMap): Promise<void> {
    const batch = Array.from({ length: BATCH }, () => this.#next());
    for (const { input, isValid } of batch) {
      const taken = await this.#decode(input);
      if (isValid && !taken) this.#fault('a well-formed input is refused', input);
    }
    if (!coverage.take(false)) return;
    // One of them was it: which one shows when they run again, alone.
    for (const { input } of batch) {
      await this.#decode(input, false);
      if (!coverage.take(true)) continue;
      this.#pool.push(input);
      this.#found.push(input);
    }
  }

  #next(): { readonly input: Uint8Array; readonly isValid: boolean } {
    if (this.#chances.happens(FRESH_VALID_RATE)) return { input: this.#target.valid(this.#chances), isValid: true };
    return { input: mutated(this.#chances.pick(this.#pool), this.#pool, this.#chances), isValid: false };
  }

  async #decode(input: Uint8Array, counts: boolean = true): Promise<boolean> {
    this.#options.onInput(input);
    if (counts) this.#inputs += 1;
    try {
      // A decoder that changes its input, or keeps a view of it, harms nobody but itself.
      const taken = await this.#target.decode(new Uint8Array(input));
      if (counts) this.#count(taken, 'false');
      return taken;
    } catch (error) {
      if (isTypedRefusal(error)) {
        if (counts) this.#count(false, error.code);
      } else if (counts) this.#fault(error instanceof Error ? (error.stack ?? error.message) : String(error), input);
      return false;
    }
  }

  #count(taken: boolean, code: string): void {
    if (taken) this.#taken += 1;
    else this.#refused[code] = (this.#refused[code] ?? 0) + 1;
  }

  #fault(what: string, input: Uint8Array): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push({ what, input: Buffer.from(input).toString('base64') });
  }
}

/** Refusals are errors of ours that name what is wrong with the input; a broken assertion is none. */
function isTypedRefusal(error: unknown): error is Error & { readonly code: string } {
  return isQForgeError(error) && error.code !== 'INTERNAL' && error.code !== 'ASSERTION_FAILED';
}
