import { parseArgs } from 'node:util';
import { forecastKinds, quietKinds } from './seeded-series.ts';
import { type ForecastFinding, forecastTrials, poolTrials, quietTrials, shiftTrials, spikeTrials } from './trials.ts';

const USAGE = `Usage: npm run forecast -- [--json] [--quick]

How good forecasts are on series whose continuation is known: errors against a naive forecast, and how many intervals held, with 95 % intervals.
Every series has a seed of its own: its name and its number. All figures are the same in every run.

  --json   one JSON object with all figures
  --quick  fewer trials

A bar that the interval excludes makes it exit with 1.
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Methods are chosen by the same past that they are tested on: intervals of a random walk hold a little less often than they say. */
const LEAST_HELD = 0.85;

function findings(trials: number): readonly ForecastFinding[] {
  return [
    ...forecastKinds.map((kind) => forecastTrials(kind, trials, LEAST_HELD)),
    poolTrials('pool that falls by 10 a step, give or take 5', 10, 5, trials, LEAST_HELD),
    poolTrials('pool that falls by 10 a step, give or take 50', 10, 50, trials, LEAST_HELD),
    ...quietKinds.map((kind) => quietTrials(kind, trials, 0.02)),
    shiftTrials(3, trials, 0.9),
    shiftTrials(6, trials, 0.98),
    ...spikeTrials(10, trials, 0.98, 0.002),
  ];
}

function line({ group, name, trials, what, share, bar, also, broken }: ForecastFinding): string {
  const percent = (part: number): string => `${Number((part * 100).toPrecision(3))} %`;
  const sign = bar.side === 'least' ? '>=' : '<=';
  const verdict = broken ? 'BROKEN' : 'held';
  const figures = `${percent(share.share)} (${percent(share.low)} to ${percent(share.high)}, bar ${sign} ${percent(bar.share)} ${verdict})`;
  return `${group}: ${name}, ${trials} trials\n    ${what}: ${figures}${also === '' ? '' : `\n    ${also}`}`;
}

if (values.help) process.stderr.write(USAGE);
else {
  const found = findings(values.quick ? 60 : 400);
  process.stdout.write(values.json ? `${JSON.stringify({ findings: found })}\n` : `${found.map(line).join('\n')}\n`);
  process.exitCode = found.some(({ broken }) => broken) ? 1 : 0;
}
