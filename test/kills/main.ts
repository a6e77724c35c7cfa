import { parseArgs } from 'node:util';
import { KINDS, type Kind } from './kept-things.ts';
import { type SweepResult, sweep, whyNoKills } from './sweep.ts';

const USAGE = `Usage: npm run kills -- [KIND...] [--stride N] [--json]

  Kills a process before every single call of the system that writes, renames, removes or makes last, one life for each call, on what the life before left.
  After each: all that it had said is kept is there once, and can be read. Needs strace; says SKIPPED and why without it.

  --stride N  one call in N; default 1
  --json      one JSON object

Kinds: ${KINDS.join(', ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stride: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const stride = Number(values.stride);
  const isKind = (word: string): word is Kind => KINDS.some((kind) => kind === word);
  const wanted = positionals.filter(isKind);
  if (values.help || !(stride >= 1) || wanted.length < positionals.length) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const whyNot = whyNoKills();
  if (whyNot !== undefined) {
    process.stdout.write(values.json ? `${JSON.stringify({ skipped: whyNot })}\n` : `SKIPPED: ${whyNot}\n`);
    return 0;
  }
  const results: SweepResult[] = [];
  for (const kind of wanted.length === 0 ? KINDS : wanted) {
    const result = await sweep(kind, stride);
    results.push(result);
    if (!values.json) process.stdout.write(linesOf(result));
  }
  const sum = (read: (result: SweepResult) => number): number => results.reduce((all, one) => all + read(one), 0);
  const faults = sum((result) => result.faults.length);
  if (values.json) process.stdout.write(`${JSON.stringify({ stride, faults, results })}\n`);
  else
    process.stdout.write(
      `${results.length} kinds, ${sum(({ kills }) => kills)} kills, ${sum(({ acknowledged }) => acknowledged)} acknowledged, ${faults} faults\n`,
    );
  return faults === 0 ? 0 : 1;
}

function linesOf({ kind, kills, acknowledged, kept, faults }: SweepResult): string {
  const line = `${kind.padEnd(14)} ${String(kills).padStart(4)} kills, ${acknowledged} acknowledged, ${kept} kept`;
  return [line, ...faults.map((fault) => `  FAULT ${fault}`), ''].join('\n');
}
