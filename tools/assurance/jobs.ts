/** Something to run; it keeps what came of it. */
export interface Job {
  readonly name: string;
  /** `first` is what takes longest; `alone` is what another load on the machine would spoil: it comes last, with nothing beside it. */
  readonly when?: 'first' | 'alone';
  readonly run: () => Promise<void>;
}

/** Runs jobs, so many at a time; `ended` is told of each with how long it took, in seconds. A job that rejects ends them all. */
export async function runJobs(
  jobs: readonly Job[],
  lanes: number,
  ended: (job: Job, seconds: number) => void,
): Promise<void> {
  const of = (when?: Job['when']): readonly Job[] => jobs.filter((job) => job.when === when);
  await runBeside([...of('first'), ...of()], lanes, ended);
  await runBeside(of('alone'), 1, ended);
}

async function runBeside(
  jobs: readonly Job[],
  lanes: number,
  ended: (job: Job, seconds: number) => void,
): Promise<void> {
  const waiting = jobs.values();
  const lane = async (): Promise<void> => {
    for (const job of waiting) {
      const begin = performance.now();
      await job.run();
      ended(job, (performance.now() - begin) / 1000);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
