import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { AssuranceRun } from './assurance-run.ts';
import { claimsIn, evidenceName } from './claim.ts';
import { claims } from './claims.ts';
import { assuranceTable } from './table.ts';

/** What a run has found so far: it is there also when the run is killed. */
const INTERIM_TABLE = resolve(REPOSITORY_ROOT, 'node_modules/.cache/assurance.txt');
const INTERRUPTED = 130;

const groups = [...new Set(claims.map(({ group }) => group))];

const USAGE = `Usage: npm run assurance -- [GROUP...] [--full] [--lanes N] [--figures] [--json] [--list]

  Runs everything that shows that the promises hold, and prints one table: what must hold, how many tests and commands tried it,
  and what came of it. Nothing counts as passed that did not run, or was skipped.

  --full     long forms of the commands: hours, where the reduced form takes minutes
  --lanes N  how much runs at a time; default: one for each processor, 4 at most. What load would spoil runs alone, at the end
  --figures  every row with its evidence and what that printed
  --json     one JSON object
  --list     only names the evidence

  Rows are told as they are decided, and ${relative(REPOSITORY_ROOT, INTERIM_TABLE)} holds the table as far as it is known.
  An interrupted run prints that. A row that did not pass makes it exit with 1.

Groups: ${groups.join(', ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    lanes: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    figures: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const [isFull, lanes] = [values.full, Number(values.lanes)];
  if (values.help || !(lanes >= 1) || positionals.some((name) => !groups.includes(name))) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const wanted = claimsIn(claims, isFull).filter(
    ({ group }) => positionals.length === 0 || positionals.includes(group),
  );
  if (values.list) {
    for (const { group, claim, evidence } of wanted)
      process.stdout.write(
        `${group}: ${claim}\n${evidence.map((each) => `    ${evidenceName(each, isFull)}\n`).join('')}`,
      );
    return 0;
  }
  const run = new AssuranceRun(wanted, isFull);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.stdout.write(`${textOf(run)}\ninterrupted\n`);
      process.exit(INTERRUPTED);
    });
  await follow(run, lanes);
  process.stdout.write(`${textOf(run)}\n`);
  return isWhole(run) ? 0 : 1;
}

/** Runs it, and tells what has come of it so far. */
async function follow(run: AssuranceRun, lanes: number): Promise<void> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  mkdirSync(dirname(INTERIM_TABLE), { recursive: true });
  await run.run(lanes, {
    ended: (name, seconds, done, all) => {
      say(`${`${done}/${all}`.padStart(9)} ${seconds.toFixed(1).padStart(6)} s  ${name}`);
      writeFileSync(INTERIM_TABLE, `${assuranceTable(run.outcomes, values.full, true)}\n`);
    },
    decided: ({ claim, result, tried }) => say(`${result}: ${claim.group}: ${claim.claim} (${tried})`),
  });
}

function isWhole({ outcomes }: AssuranceRun): boolean {
  return outcomes.every(({ result }) => result === 'passed');
}

function textOf(run: AssuranceRun): string {
  const { full: isFull, figures, json } = values;
  const { outcomes } = run;
  return json ? JSON.stringify({ isFull, isWhole: isWhole(run), outcomes }) : assuranceTable(outcomes, isFull, figures);
}
