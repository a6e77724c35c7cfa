import { parseArgs } from 'node:util';
import { checkAgreements } from './agreement-matrix.ts';
import { mutateHandshakes } from './handshake-mutations.ts';
import type { MutationRow } from './mutation-count.ts';
import { mutateRekeys, mutateTheWire } from './wire-mutations.ts';

const USAGE = `Usage: npm run mutate -- [packets] [wire] [rekey] [agreement] [--stride N] [--seed S] [--json]

  Changes handshakes and records in every way an attacker can, and counts what is refused as it must be:
    packets    bit by bit, cut, extended, spliced, replayed, reordered and reflected
    wire       whole devices on a connection that is attacked: packets of the handshake, and the first records
    rekey      the same with the records that replace the keys
    agreement  every pair of suite lists and policies, with every supply of keys
  Without a name, all four.

  --stride N  tries one place in N; default 1: every bit and every byte, some minutes. Odd numbers try all bits of bytes
  --seed S    for what is random; default 1
  --json      one JSON object
`;

const PARTS: readonly string[] = ['packets', 'wire', 'rekey', 'agreement'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stride: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const [stride, seed] = [Number(values.stride), Number(values.seed)];
  const unknown = positionals.some((name) => !PARTS.includes(name));
  if (unknown || !(stride >= 1) || !Number.isSafeInteger(seed)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const stray: string[] = [];
  process.on('unhandledRejection', (error) => stray.push(String(error)));
  const rows: MutationRow[] = [];
  const take = (row: MutationRow): void => {
    rows.push(row);
    if (!values.json) process.stdout.write(lineOf(row));
  };
  const isWanted = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
  if (isWanted('packets')) for (const row of mutateHandshakes(stride, seed)) take(row);
  if (isWanted('wire')) for await (const row of mutateTheWire(stride)) take(row);
  if (isWanted('rekey')) for await (const row of mutateRekeys(stride)) take(row);
  if (isWanted('agreement')) for (const row of checkAgreements()) take(row);
  const tried = rows.reduce((sum, row) => sum + row.tried, 0);
  const faults = rows.reduce((sum, row) => sum + row.tried - row.refused, 0);
  const unhandled = stray.length;
  if (values.json) process.stdout.write(`${JSON.stringify({ stride, seed, tried, faults, unhandled, rows })}\n`);
  else process.stdout.write(`${tried} tried, ${faults} faults, ${unhandled} rejections that nobody handled\n`);
  return faults + unhandled === 0 ? 0 : 1;
}

function lineOf({ target, mutation, tried, refused, faults }: MutationRow): string {
  const line = `${target.padEnd(34)} ${mutation.padEnd(52)} ${String(tried).padStart(7)} tried ${String(refused).padStart(7)} right`;
  return [line, ...faults.map((fault) => `  ${fault}`), ''].join('\n');
}
