import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type DetectFinding, findingOf } from './detect-scenario.ts';
import { findingTable } from './detect-table.ts';
import { entropyScenarios } from './entropy-scenarios.ts';
import { threatFigures } from './threat-figures.ts';
import { threatScenarios } from './threat-scenarios.ts';

const USAGE = `Usage: npm run detect -- [entropy] [threats] [--json] [--quick]
       npm run detect -- --figures FOLDER

How often and how soon bad sources of entropy and attacks are found, and how often nothing was there, with 95 % intervals.
Every trial has a seed of its own: the name of the scenario and its number. All figures are the same in every run.

  --json   one JSON object with all figures
  --quick  fewer trials
  --figures FOLDER  only draws the pictures of docs/threat-detection.md, as SVG

A bar that the interval excludes makes it exit with 1.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    figures: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = main();

function main(): number {
  const unknown = positionals.filter((name) => name !== 'entropy' && name !== 'threats');
  if (values.help || unknown.length > 0) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  if (values.figures !== undefined) {
    for (const { name, svg } of threatFigures()) writeFileSync(join(values.figures, name), svg);
    return 0;
  }
  const findings: DetectFinding[] = [];
  for (const scenario of [...entropyScenarios, ...threatScenarios]) {
    if (positionals.length > 0 && !positionals.includes(scenario.group)) continue;
    findings.push(findingOf(scenario, values.quick ? scenario.trials.quick : scenario.trials.full));
  }
  const broken = findings.filter((finding) => finding.broken).length;
  if (values.json) process.stdout.write(`${JSON.stringify({ quick: values.quick, broken, findings })}\n`);
  else process.stdout.write(`${findingTable(findings)}\n`);
  return broken === 0 ? 0 : 1;
}
