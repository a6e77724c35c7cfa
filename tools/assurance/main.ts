import { parseArgs } from 'node:util';
import { evidenceName, isCommand, isTest } from './claim.ts';
import { claims } from './claims.ts';
import { runCommands } from './command-runs.ts';
import { outcomeOf } from './outcome.ts';
import { assuranceTable } from './table.ts';
import { runTestFiles } from './test-runs.ts';

const groups = [...new Set(claims.map(({ group }) => group))];

const USAGE = `Usage: npm run assurance -- [GROUP...] [--full] [--figures] [--json] [--list]

  Runs everything that shows that the promises hold, and prints one table: what must hold, how many tests and commands tried it,
  and what came of it. Nothing counts as passed that did not run, or was skipped.

  --full     long forms of the commands: hours, where the reduced form takes minutes
  --figures  every row with its evidence and what that printed
  --json     one JSON object
  --list     only names the evidence

  A row that did not pass makes it exit with 1.

Groups: ${groups.join(', ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    figures: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const isFull = values.full;
  if (values.help || positionals.some((name) => !groups.includes(name))) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const wanted = claims.filter(({ group }) => positionals.length === 0 || positionals.includes(group));
  if (values.list) {
    for (const { group, claim, evidence } of wanted)
      process.stdout.write(
        `${group}: ${claim}\n${evidence.map((each) => `    ${evidenceName(each, isFull)}\n`).join('')}`,
      );
    return 0;
  }
  const evidence = wanted.flatMap((claim) => claim.evidence);
  const tests = [...new Set(evidence.filter(isTest).map((each) => each.tests))].toSorted();
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  let done = 0;
  const files = await runTestFiles(tests, (name) => say(`${(done += 1)}/${tests.length} ${name}`));
  const commands = await runCommands(evidence.filter(isCommand), isFull, (name) => say(`runs: ${name}`));
  const outcomes = wanted.map((claim) => outcomeOf(claim, { files, commands }));
  const isWhole = outcomes.every(({ result }) => result === 'passed');
  if (values.json) process.stdout.write(`${JSON.stringify({ isFull, isWhole, outcomes })}\n`);
  else process.stdout.write(`${assuranceTable(outcomes, isFull, values.figures)}\n`);
  return isWhole ? 0 : 1;
}
