import { type Claim, evidenceName, isCommand, isTest } from './claim.ts';
import { runEvidence } from './command-runs.ts';
import { type Job, runJobs } from './jobs.ts';
import { type EndedCommand, type EndedFile, hasEnded, type Outcome, outcomeOf, type Runs } from './outcome.ts';
import { runTestFile } from './test-runs.ts';

/** What a run tells while it runs. */
export interface Progress {
  /** So many of all have ended, the last of them this, after so many seconds. */
  ended(name: string, seconds: number, done: number, all: number): void;
  /** All that shows a claim has ended. */
  decided(outcome: Outcome): void;
}

/** Everything that shows some claims: what ran of it, and what came of that so far. */
export class AssuranceRun {
  readonly #claims: readonly Claim[];
  readonly #isFull: boolean;
  readonly #files = new Map<string, EndedFile>();
  readonly #commands = new Map<string, EndedCommand>();
  readonly #undecided: Set<Claim>;

  constructor(claims: readonly Claim[], isFull: boolean) {
    this.#claims = claims;
    this.#isFull = isFull;
    this.#undecided = new Set(claims);
  }

  /** What has come of the claims so far. */
  get outcomes(): readonly Outcome[] {
    return this.#claims.map((claim) => outcomeOf(claim, this.#runs));
  }

  get #runs(): Runs {
    return { files: this.#files, commands: this.#commands, isFull: this.#isFull };
  }

  /** Runs everything once, however many claims name it, so many at a time. */
  async run(lanes: number, progress: Progress): Promise<void> {
    const jobs = this.#jobs();
    let done = 0;
    await runJobs(jobs, lanes, ({ name }, seconds) => {
      progress.ended(name, seconds, (done += 1), jobs.length);
      for (const claim of this.#undecided) {
        if (!hasEnded(claim, this.#runs)) continue;
        this.#undecided.delete(claim);
        progress.decided(outcomeOf(claim, this.#runs));
      }
    });
  }

  #jobs(): readonly Job[] {
    const evidence = this.#claims.flatMap((claim) => claim.evidence);
    const jobs = new Map<string, Job>();
    for (const command of evidence.filter(isCommand)) {
      const name = evidenceName(command, this.#isFull);
      const run = async (): Promise<void> => void this.#commands.set(name, await runEvidence(command, this.#isFull));
      jobs.set(name, { name, run, ...(command.when === undefined ? {} : { when: command.when }) });
    }
    for (const { tests: name } of evidence.filter(isTest)) jobs.set(name, { name, run: () => this.#runFile(name) });
    return [...jobs.values()];
  }

  async #runFile(name: string): Promise<void> {
    const file = await runTestFile(name);
    if (file !== undefined) this.#files.set(name, file);
  }
}
