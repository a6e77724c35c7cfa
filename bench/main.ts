import { parseArgs } from 'node:util';
import { readBaseline, regressions, updateBaseline } from './baseline.ts';
import type { Benchmark } from './benchmark.ts';
import { cascade } from './cascade.ts';
import { channel } from './channel.ts';
import { consensus } from './consensus.ts';
import { file } from './file.ts';
import { handshake } from './handshake.ts';
import { idle } from './idle.ts';
import { init } from './init.ts';
import { latency } from './latency.ts';
import { logging } from './logging.ts';
import { machineLine } from './machine.ts';
import type { BenchmarkResult } from './measurement.ts';
import { memory } from './memory.ts';
import { messages } from './messages.ts';
import { monitoring } from './monitoring.ts';
import { pool } from './pool.ts';
import { privacyAmplification } from './privacy-amplification.ts';
import { qkdLink } from './qkd-link.ts';
import { factLines, markdownTable, textTable } from './report-table.ts';
import { insaneFigures } from './sanity.ts';
import { scale } from './scale.ts';
import { stabilizer } from './stabilizer.ts';
import { statevector } from './statevector.ts';
import { throughput } from './throughput.ts';

const benchmarks: readonly Benchmark[] = [
  init,
  handshake,
  channel,
  throughput,
  messages,
  logging,
  monitoring,
  latency,
  memory,
  idle,
  pool,
  scale,
  file,
  statevector,
  stabilizer,
  cascade,
  privacyAmplification,
  qkdLink,
  consensus,
];

const USAGE = `Usage: npm run bench -- [NAME...] [--json | --markdown] [--quick] [--update | --sanity]

  --json      one JSON object for each benchmark, on a line each (npm run -s keeps the rest of the output clean)
  --markdown  the table of docs/performance.md
  --quick     few and short runs: shows that everything works, measures little
  --update    writes bench/baseline.json; with names, the rows of those alone (npm run bench:update -- monitoring logging)
  --sanity    fails on figures that make no sense, and on ratios worse than those of bench/baseline.json by more than noise:
              of a quick run a factor of 4; of a whole one 15 % between the better quartile and the baseline's worse one

Benchmarks:
${benchmarks.map(({ name, title }) => `  ${name.padEnd(21)} ${title}`).join('\n')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
    sanity: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (values.help || unknown.length > 0) {
    process.stderr.write(`${unknown.map((name) => `There is no benchmark ${name}.\n`).join('')}${USAGE}`);
    return values.help ? 0 : 2;
  }
  const chosen = benchmarks.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const results: BenchmarkResult[] = [];
  for (const benchmark of chosen) {
    process.stderr.write(`${benchmark.name}: ${benchmark.title}\n`);
    const result = await benchmark.run({ quick: values.quick });
    if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    results.push(result);
  }
  if (!values.json) process.stdout.write(`${report(results)}\n`);
  if (values.update) await updateBaseline(results);
  return values.sanity ? check(results) : 0;
}

function report(results: readonly BenchmarkResult[]): string {
  const table = values.markdown ? markdownTable(results) : textTable(results);
  const facts = factLines(results).map((line) => `- ${line}`);
  return [table, '', ...facts, '', machineLine()].join('\n');
}

async function check(results: readonly BenchmarkResult[]): Promise<number> {
  const found = [...insaneFigures(results), ...regressions(await readBaseline(), results, { quick: values.quick })];
  for (const sentence of found) process.stderr.write(`${sentence}\n`);
  return found.length === 0 ? 0 : 1;
}
