import { parseArgs } from 'node:util';
import { ChannelScenario } from './channel-scenario.ts';
import { RestartScenario } from './restart-scenario.ts';
import { type MeshResult, meshText, runRoutingScenario } from './routing-scenario.ts';
import { resultOf, type ScenarioResult } from './scenario-result.ts';
import { runValidatorsCommand, VALIDATORS_USAGE } from './twins/validators-command.ts';

const USAGE = `Usage: npm run sim -- routing [--nodes N[,N...]] [--seed S] [--json]
       npm run sim -- channel | restart | twins | mutants | exhaustive [--seeds N] [--from S] [--json]

  Devices talk over a simulated network that delays, loses, cuts, corrupts and goes dark, by a seed.

  channel  messages and streams both ways. Checked: no wrong bytes, nothing twice, nothing acknowledged that was not delivered,
           every failure typed, progress once the network has healed, and no buffer kept
  restart  the receiving process dies and starts again, and keeps what it has done with the place in the conversation. Checked:
           every message takes effect once, in order, and none is handed out after its acknowledgement
${VALIDATORS_USAGE}  --seeds N    how many seeds; default 200, of twins 20000
  --from S     the first seed; default 1, of twins one made from the time. One seed alone repeats its run: --from S --seeds 1
  --json       one JSON object
`;

/** What all seeds showed together. */
interface Summary {
  readonly scenario: string;
  readonly from: number;
  readonly seeds: number;
  readonly violations: readonly { readonly seed: number; readonly what: string }[];
  readonly messagesSent: number;
  readonly messagesDelivered: number;
  readonly streamsDelivered: number;
  readonly messagesAgain: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly connections: number;
  readonly simulatedHours: number;
}

const scenarios: Readonly<Record<string, (seed: number) => Promise<ScenarioResult>>> = {
  channel: (seed) => new ChannelScenario(seed).run(),
  restart: (seed) => new RestartScenario(seed).run(),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    nodes: { type: 'string', default: '4' },
    threads: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    liveness: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '2' },
    faulty: { type: 'string' },
    mutant: { type: 'string' },
    crashes: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (positionals.length === 1 && positionals[0] === 'routing') return mainRouting();
  const [name = ''] = positionals;
  const exitCode = positionals.length === 1 ? await runValidatorsCommand(name, values) : undefined;
  if (exitCode !== undefined) return exitCode;
  const [seeds, from] = [Number(values.seeds ?? 200), Number(values.from ?? 1)];
  const run = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined;
  if (positionals.length !== 1 || run === undefined || !(seeds > 0) || !(from >= 0)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const summary = summaryOf(name, from, await runSeeds(run, from, seeds));
  process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : textOf(summary));
  return summary.violations.length === 0 ? 0 : 1;
}

async function mainRouting(): Promise<number> {
  const wanted = process.argv.some((word) => word.startsWith('--nodes')) ? values.nodes : '100,300,1000';
  const [sizes, seed] = [wanted.split(',').map(Number), Number(values.seed)];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 3) || !(seed >= 0)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const meshes: MeshResult[] = [];
  for (const size of sizes) meshes.push(await runRoutingScenario(size, seed));
  process.stdout.write(values.json ? `${JSON.stringify({ scenario: 'routing', meshes })}\n` : meshText(meshes));
  return meshes.every(({ violations }) => violations.length === 0) ? 0 : 1;
}

async function runSeeds(
  run: (seed: number) => Promise<ScenarioResult>,
  from: number,
  seeds: number,
): Promise<readonly ScenarioResult[]> {
  const stray: string[] = [];
  process.on('unhandledRejection', (error) => stray.push(`a rejection that nobody handled: ${String(error)}`));
  const results: ScenarioResult[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const result = await resultOf(seed, () => run(seed));
    results.push({ ...result, violations: [...result.violations, ...stray.splice(0)] });
  }
  return results;
}

function summaryOf(scenario: string, from: number, results: readonly ScenarioResult[]): Summary {
  const sum = (figure: (result: ScenarioResult) => number): number =>
    results.reduce((total, result) => total + figure(result), 0);
  const failures: Record<string, number> = {};
  for (const result of results) {
    for (const [code, count] of Object.entries(result.failures)) failures[code] = (failures[code] ?? 0) + count;
  }
  return {
    scenario,
    from,
    seeds: results.length,
    violations: results.flatMap(({ seed, violations }) => violations.map((what) => ({ seed, what }))),
    messagesSent: sum(({ sent }) => sent),
    messagesDelivered: sum(({ delivered }) => delivered),
    streamsDelivered: sum(({ streamsDelivered }) => streamsDelivered),
    messagesAgain: sum(({ cameAgain = 0 }) => cameAgain),
    failures,
    connections: sum(({ connections }) => connections),
    simulatedHours: Number((sum(({ simulatedMs }) => simulatedMs) / 3_600_000).toFixed(2)),
  };
}

function textOf(summary: Summary): string {
  const { from, seeds, violations } = summary;
  const failures = Object.entries(summary.failures).map(([code, count]) => `${code} ${count}`);
  return [
    `seeds ${from} to ${from + seeds - 1}: ${violations.length} violations`,
    ...violations.map(({ seed, what }) => `  seed ${seed}: ${what}`),
    `${summary.messagesDelivered} of ${summary.messagesSent} messages and ${summary.streamsDelivered} streams delivered over ${summary.connections} connections; ${summary.messagesAgain} messages came again to a new process`,
    `${summary.simulatedHours} simulated hours; failures, all typed: ${failures.join(', ') || 'none'}`,
    '',
  ].join('\n');
}
