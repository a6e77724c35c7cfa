import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { writeCorpus } from './corpus-file.ts';
import { fuzzInWorker } from './fuzz-process.ts';
import type { FuzzReport } from './fuzzer.ts';
import { fuzzTargets, targetFileOf } from './targets/all-targets.ts';

const USAGE = `Usage: npm run fuzz -- [TARGET...] [--count N] [--seed S] [--keep] [--json]

  Feeds decoders of hostile bytes with well-formed, mutated and spliced inputs, and goes on from those that reach new
  code (V8's own coverage). A fault is whatever is no typed refusal: another error, a broken promise about what was
  taken, a hang, a dead thread.

  --count N  inputs for each target; default 20000
  --seed S   the same seed gives the same inputs; default 1
  --keep     writes the inputs that reached new code to testdata/corpus, where every later run begins
  --json     one JSON object for each target, on a line each

Targets:
${fuzzTargets.map(({ name }) => `  ${name}`).join('\n')}
`;

const WORKER = new URL('fuzz-worker.ts', import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const [count, seed] = [Number(values.count), Number(values.seed)];
  const known = new Set(fuzzTargets.map(({ name }) => name));
  if (positionals.some((name) => !known.has(name)) || !(count > 0) || !Number.isSafeInteger(seed)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const queue = (positionals.length === 0 ? [...known] : positionals).values();
  let faults = 0;
  const workThroughQueue = async (): Promise<void> => {
    for (const name of queue) {
      const file = targetFileOf(name);
      const report = await fuzzInWorker(WORKER, { name, count, seed, ...(file === undefined ? {} : { file }) });
      faults += report.faults.length;
      if (values.keep && report.faults.length === 0) writeCorpus(name, report.corpus);
      process.stdout.write(
        values.json ? `${JSON.stringify({ ...report, corpus: report.corpus.length })}\n` : textOf(report),
      );
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, workThroughQueue));
  return faults === 0 ? 0 : 1;
}

function textOf({ target, inputs, taken, refused, covered, corpus, faults }: FuzzReport): string {
  const codes = Object.entries(refused).map(([code, times]) => `${code} ${times}`);
  const figures = `${inputs} inputs, ${taken} taken, ${covered} characters covered, ${corpus.length} worth keeping`;
  return [
    `${target.padEnd(20)} ${figures}; refused: ${codes.join(', ') || 'none'}`,
    ...faults.map(({ what, input }) => `  FAULT ${what}\n    input, in base64: ${input}`),
    '',
  ].join('\n');
}
