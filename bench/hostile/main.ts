import { parseArgs } from 'node:util';
import { machineLine } from '../machine.ts';
import { crowdScenario } from './crowd-scenario.ts';
import { descriptorScenario } from './descriptor-scenario.ts';
import { type Finding, findingTable, holds } from './finding.ts';
import { type FloodKind, floodScenario } from './flood-scenario.ts';
import { refusalScenario } from './refusal-scenario.ts';
import { type Scale, scales } from './stage.ts';

const USAGE = `Usage: npm run hostile -- [SCENARIO...] [--json] [--quick] [--strict]

  --json    one JSON object with all figures
  --quick   small numbers: shows that every limit works, measures little
  --strict  bars that depend on the machine's speed count too: for a quiet machine

A broken bar makes it exit with 1; one that depends on the machine's speed is "missed", and counts with --strict only. Attackers are processes on loopback; the
full run holds 10,000 connections, so "ulimit -n" must allow 12,000.
`;

const floods: readonly FloodKind[] = ['connections', 'openings', 'openings with cookies'];

const scenarios: Readonly<Record<string, (scale: Scale) => Promise<Finding[]>>> = {
  silent: (scale) => crowdScenario('silent', scale),
  slow: (scale) => crowdScenario('slow', scale),
  ...Object.fromEntries(
    floods.map((kind) => [kind.replaceAll(' ', '-'), (scale: Scale) => floodScenario(kind, scale)]),
  ),
  refusals: refusalScenario,
  descriptors: descriptorScenario,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const unknown = positionals.filter((name) => !Object.hasOwn(scenarios, name));
  if (values.help || unknown.length > 0) {
    const names = Object.keys(scenarios).join(', ');
    process.stderr.write(`${USAGE}\nScenarios: ${names}\n`);
    return values.help ? 0 : 2;
  }
  const findings: Finding[] = [];
  for (const [name, run] of Object.entries(scenarios)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    process.stderr.write(`${name}\n`);
    findings.push(...(await run(values.quick ? scales.quick : scales.full)));
  }
  const broken = findings.filter((finding) => !holds(finding) && (values.strict || !finding.timed));
  if (values.json)
    process.stdout.write(`${JSON.stringify({ quick: values.quick, broken: broken.length, findings })}\n`);
  else process.stdout.write(`${findingTable(findings)}\n\n${machineLine()}\n`);
  return broken.length === 0 ? 0 : 1;
}
