import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `Usage: npm run agreement -- [--inputs N] [--seed S]

  Gives random inputs to every primitive of the native and of the portable backend, and compares what they make of them.

  --inputs N  how many in all; default 100000, some minutes
  --seed S    the same seed gives the same inputs; default: the time
`;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now()) },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = main();

function main(): number {
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
  if (values.help || !(inputs >= 1) || !Number.isSafeInteger(seed)) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const runner = resolve(import.meta.dirname, '../../../tools/run-tests.ts');
  const { status } = spawnSync(process.execPath, [runner, 'crypto/backend-agreement'], {
    stdio: 'inherit',
    env: { ...process.env, AGREEMENT_INPUTS: String(inputs), SEED: String(seed % 2 ** 31) },
  });
  return status ?? 1;
}
