import { parseArgs } from 'node:util';
import { whyNoNetwork, whyNoRate } from './network-pair.ts';
import { runScenario, type ScenarioResult } from './scenario-run.ts';
import { type Scenario, scenariosOf } from './scenarios.ts';

const names = scenariosOf(false).map(({ name }) => name);

const USAGE = `Usage: npm run netns -- [NETWORK...] [--quick] [--seed S] [--json]

  Two devices in processes and network namespaces of their own exchange numbered messages over networks that are cut, lose, delay, are slow or
  small, or move one of them. Every message must be acknowledged, and taken once and in order; and the network must have done what it should.
  Needs root on Linux, ip, tc and python3; says SKIPPED and why where it cannot run.

  --quick   fewer messages, short cuts, nobody moves: some seconds, where all of it takes some minutes
  --seed S  for what is lost and delayed; default: a fresh one, which is printed
  --json    one JSON object

Networks: ${names.join(', ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const seed = Number(values.seed);
  if (values.help || !Number.isSafeInteger(seed) || positionals.some((name) => !names.includes(name))) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const say = (line: string): void => void (values.json || process.stdout.write(`${line}\n`));
  const whyNot = whyNoNetwork();
  if (whyNot !== undefined) {
    process.stdout.write(values.json ? `${JSON.stringify({ skipped: whyNot })}\n` : `SKIPPED: ${whyNot}\n`);
    return 0;
  }
  const wanted = scenariosOf(values.quick).filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const noRate = wanted.some(({ name }) => name === 'rate') ? whyNoRate() : undefined;
  const able = wanted.filter(({ name }) => name !== 'rate' || noRate === undefined);
  if (noRate !== undefined) say(`SKIPPED: rate: ${noRate}`);
  const results = await runAll(able, seed, (scenario, result) => say(lineOf(scenario, result)));
  const sum = (read: (result: ScenarioResult) => number): number =>
    results.reduce((total, one) => total + read(one), 0);
  const faults = sum((result) => result.faults.length);
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, faults, noRate, results })}\n`);
  say(
    `${results.length} networks, seed ${seed}: ${sum(({ sent }) => sent)} messages sent, ${sum(({ acknowledged }) => acknowledged)} acknowledged, ` +
      `${sum(({ taken }) => taken)} taken, ${faults} faults`,
  );
  return faults === 0 ? 0 : 1;
}

/** Networks do not touch each other: all at once. */
async function runAll(
  scenarios: readonly Scenario[],
  seed: number,
  report: (scenario: Scenario, result: ScenarioResult) => void,
): Promise<readonly ScenarioResult[]> {
  return Promise.all(
    scenarios.map(async (scenario) => {
      const result = await runScenario(scenario, seed);
      report(scenario, result);
      return result;
    }),
  );
}

function lineOf({ name, what }: Scenario, { sent, taken, sessions, seconds, path, faults }: ScenarioResult): string {
  const lines = [
    `${name.padEnd(6)} ${what}: ${sent} sent, ${taken} taken, ${sessions} sessions, ${seconds.toFixed(1)} s, ` +
      `${path.carried} packets, ${path.lost} lost, ${path.cut} cut`,
    ...faults.map((fault) => `  FAULT ${fault}`),
  ];
  return lines.join('\n');
}
