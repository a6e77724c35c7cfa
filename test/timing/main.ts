import { parseArgs } from 'node:util';
import { timedSubjects } from './subjects.ts';
import { type TimedSubject, timeClasses } from './timed-classes.ts';
import { croppedT, T_THRESHOLD } from './welch.ts';

const USAGE = `Usage: npm run timing -- [WORD...] [--scale X] [--seed S] [--json]

  Times what handles secrets with two classes of inputs in an order that a seed decides, and prints Welch's t of each, the largest over several
  crops of outliers. |t| above ${T_THRESHOLD} means that time tells the classes apart: the command fails. It fails too when the control, which does
  leak, is not told apart: then this run could have found nothing. It measures this machine, and finds leaks; it cannot show that there are none.

  WORD       only what has this in its name; the control always runs
  --scale X  so many times the samples; default 1
  --seed S   of the order and the inputs; default: a fresh one, which is printed
  --json     one JSON object
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** One line of the table. */
interface TimingRow {
  readonly name: string;
  readonly classes: string;
  readonly samples: number;
  readonly leaks: boolean;
  readonly t: number;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const [scale, seed] = [Number(values.scale), Number(values.seed)];
  if (values.help || !(scale > 0) || !Number.isSafeInteger(seed)) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const subjects = await timedSubjects(scale);
  const rows: TimingRow[] = [];
  for (const subject of subjects) {
    if (subject.leaks !== true && positionals.length > 0 && !positionals.some((word) => subject.name.includes(word)))
      continue;
    const row = await rowOf(subject, seed);
    rows.push(row);
    if (!values.json) process.stdout.write(lineOf(row));
  }
  for (const { end } of subjects) end?.();
  return conclude(rows, seed);
}

async function rowOf(subject: TimedSubject, seed: number): Promise<TimingRow> {
  const { name, classes, samples, leaks = false } = subject;
  const [first, second] = await timeClasses(subject, seed);
  return { name, classes, samples, leaks, t: croppedT(first, second) };
}

function conclude(rows: readonly TimingRow[], seed: number): number {
  const claims = rows.filter(({ leaks }) => !leaks);
  const told = claims.filter(({ t }) => Math.abs(t) > T_THRESHOLD);
  const controls = rows.filter(({ leaks }) => leaks);
  const isBlind = controls.length === 0 || controls.some(({ t }) => Math.abs(t) <= T_THRESHOLD);
  const greatest = Math.max(0, ...claims.map(({ t }) => Math.abs(t)));
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, threshold: T_THRESHOLD, isBlind, rows })}\n`);
  else if (isBlind) process.stdout.write('The control was not told apart: this run shows nothing.\n');
  else
    process.stdout.write(
      `${claims.length} timed, ${told.length} told apart, greatest |t| ${greatest.toFixed(1)}, control ${Math.abs(controls[0]?.t ?? 0).toFixed(1)}, seed ${seed}\n`,
    );
  return told.length === 0 && !isBlind ? 0 : 1;
}

function lineOf({ name, classes, samples, t, leaks }: TimingRow): string {
  const isTold = Math.abs(t) > T_THRESHOLD;
  const verdict = leaks ? (isTold ? 'told apart, as it must be' : 'NOT TOLD APART') : isTold ? 'TOLD APART' : 'alike';
  return `${name.padEnd(34)} |t| ${Math.abs(t).toFixed(1).padStart(6)}  ${verdict}  (${samples}: ${classes})\n`;
}
