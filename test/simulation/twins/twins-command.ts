import { readFileSync, writeFileSync } from 'node:fs';
import { EVIDENCE_PAGE } from './evidence-page.ts';
import { withFreshRun } from './fresh-runs.ts';
import { runTwins, type TwinsOptions, type TwinsResult } from './twins-run.ts';

/** What the command prints. */
interface TwinsSummary extends Omit<TwinsResult, 'threadSeconds'> {
  readonly scenario: 'twins';
  readonly nodes: number;
  readonly from: number;
  readonly liveness: boolean;
  readonly threads: number;
  /** On the clock, with all threads. */
  readonly secondsPerMillion: number;
  /** Of one thread's processor time: other work on the machine counts little. */
  readonly seedsPerThreadSecond: number;
}

/** Runs seeds of the twins scenario, and prints what they have shown. Returns the exit code. */
export async function runTwinsCommand(
  options: TwinsOptions & { readonly threads: number },
  { json: isJson, write }: { readonly json: boolean; readonly write: boolean },
): Promise<number> {
  const start = performance.now();
  const { threadSeconds, ...result } = await runTwins(options);
  const seconds = (performance.now() - start) / 1000;
  const summary: TwinsSummary = {
    scenario: 'twins',
    ...options,
    ...result,
    secondsPerMillion: Number(((seconds / options.seeds) * 1e6).toFixed(1)),
    seedsPerThreadSecond: Math.round(options.seeds / threadSeconds),
  };
  process.stdout.write(isJson ? `${JSON.stringify(summary)}\n` : textOf(summary));
  if (write) {
    const run = { ...summary, violations: summary.violations.length };
    writeFileSync(EVIDENCE_PAGE, withFreshRun(readFileSync(EVIDENCE_PAGE, 'utf8'), run));
  }
  return summary.violations.length === 0 ? 0 : 1;
}

function textOf(summary: TwinsSummary): string {
  const { nodes, from, seeds, violations, decided, liveness, secondsPerMillion, seedsPerThreadSecond } = summary;
  const mode = liveness ? ', with progress after stabilisation' : '';
  return [
    `${nodes} validators, seeds ${from} to ${from + seeds - 1}${mode}: ${violations.length} violations`,
    ...violations.map(({ seed, what }) => `  seed ${seed}: ${what}`),
    `${decided} heights decided; ${secondsPerMillion} s for a million seeds, ${seedsPerThreadSecond} seeds in a second of one thread`,
    '',
  ].join('\n');
}
