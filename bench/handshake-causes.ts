import { parseArgs } from 'node:util';
import type { ContestantName } from './contestants.ts';
import { LinkPair } from './link-pair.ts';
import { machineLine } from './machine.ts';
import type { Figures } from './paired-runs.ts';
import { CAUSES } from './profile-causes.ts';

const AT_ONCE = 32;
const COLUMNS: readonly (readonly [ContestantName, string])[] = [
  ['ours', 'qforge'],
  ['ours-known-peers', 'known peers'],
  ['tls-ed25519', 'TLS Ed25519'],
  ['dialogue', 'its packets alone'],
  ['tcp', 'bare TCP'],
];

/** What one handshake costs of the processors, both sides together, by causes: `npm run -s bench:causes`. */
const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const count = values.quick ? 320 : 1920;
const columns: { readonly title: string; readonly processorMs: number; readonly causes: Figures }[] = [];
for (const [contestant, title] of COLUMNS) {
  await using pair = await LinkPair.start(contestant, { slots: AT_ONCE });
  await pair.handshakes(count, AT_ONCE);
  columns.push({ title, ...(await pair.profiledHandshakes(count, AT_ONCE)) });
}

const us = (ms: number | undefined): string => ((ms ?? 0) * 1000).toFixed(0);
const rows = [
  ...CAUSES.map((cause) => [cause, ...columns.map(({ causes }) => us(causes[cause]))]),
  ['all', ...columns.map(({ processorMs }) => us(processorMs))],
];
process.stdout.write(
  [
    'Processor time of one full mutual handshake in us, both sides together, 32 at once; a profiler is watching.',
    '',
    `| cause | ${columns.map(({ title }) => title).join(' | ')} |`,
    `| --- | ${columns.map(() => '---:').join(' | ')} |`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    machineLine(),
    '',
  ].join('\n'),
);
