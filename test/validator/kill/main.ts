import { parseArgs } from 'node:util';
import { runKills } from './kill-rounds.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '1000' }, seed: { type: 'string' }, json: { type: 'boolean' } },
});
const [kills, seed] = [Number(values.kills), Number(values.seed ?? Date.now())];
if (!(kills > 0) || !(seed >= 0)) {
  process.stderr.write('Usage: npm run validator-kills [-- --kills N] [--seed S] [--json]\n');
  process.exitCode = 2;
} else {
  process.stderr.write(`seed ${seed}\n`);
  const result = await runKills(kills, seed, false, (part) => process.stderr.write(`${JSON.stringify(part)}\n`));
  const { deaths, violations, statements, acknowledged, heights } = result;
  if (values.json === true) process.stdout.write(`${JSON.stringify({ seed, ...result })}\n`);
  else {
    process.stdout.write(
      [
        `seed ${seed}: ${result.kills} kills (${deaths.before} before an operation, ${deaths.torn} in one, ${deaths.after} after one): ${violations.length} violations`,
        ...violations.map((what) => `  ${what}`),
        `${statements} statements left the validator, ${acknowledged} proposals were acknowledged, ${heights} heights decided`,
        '',
      ].join('\n'),
    );
  }
  process.exitCode = violations.length === 0 ? 0 : 1;
}
