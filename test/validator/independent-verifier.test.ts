import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { askValidator, readNetworkFile, verifyDecision } from '../../src/validator/index.ts';
import { flipped } from '../crypto/damage.ts';
import { temporaryFolder } from '../crypto/temporary-folder.ts';
import { Chances } from '../simulation/chances.ts';
import { ValidatorProcesses } from './validator-processes.ts';

const VERIFIER = join(import.meta.dirname, '../../examples/verify-decision/verify.mjs');
const seed = Number(process.env['SEED'] ?? 20_261_130);
const MAX_LINES = 100;

test('the independent verifier is short, and uses nothing but Node', () => {
  const source = readFileSync(VERIFIER, 'utf8');
  assert.ok(source.trimEnd().split('\n').length <= MAX_LINES);
  const imported = [...source.matchAll(/from '(?<name>[^']+)'|import\('(?<loaded>[^']+)'\)/gu)].map(([, name]) => name);
  assert.deepEqual(imported, ['node:assert/strict', 'node:crypto', 'node:fs']);
});

test(`it takes what validators give, and no changed byte of it (seed ${seed})`, async (t) => {
  const processes = await ValidatorProcesses.found(t, 4);
  await Promise.all([0, 1, 2, 3].map((index) => processes.start(index)));
  await processes.propose(0, 'first', 60_000);
  const { proposal } = await processes.propose(1, 'second', 60_000);
  const proven = await askValidator(processes.folder(2), { method: 'proof', proposal, waitMs: 30_000 });
  const good = { receipt: bytesOf(proven.receipt), decision: bytesOf(proven.decision) };
  const networkPath = join(processes.root, 'network.json');
  const network = await readNetworkFile(networkPath);
  assert.equal(verifyDecision(network, good).title, 'second');

  const folder = temporaryFolder(t);
  const run = ({ receipt, decision }: typeof good): { status: number | null; stdout: string } => {
    const paths = [join(folder, 'r.tlog-proof'), join(folder, 'd.decision')] as const;
    writeFileSync(paths[0], receipt);
    writeFileSync(paths[1], decision);
    return spawnSync(process.execPath, [VERIFIER, networkPath, ...paths], { encoding: 'utf8' });
  };
  assert.deepEqual([run(good).status, run(good).stdout], [0, 'valid: approved at height 2\n']);

  const chances = new Chances(seed);
  for (let round = 0; round < 10; round++) {
    const changed =
      round % 2 === 0
        ? { ...good, receipt: damaged(good.receipt, chances) }
        : { ...good, decision: damaged(good.decision, chances) };
    assert.notEqual(run(changed).status, 0, `round ${round}`);
    assert.throws(() => verifyDecision(network, changed));
  }
  // Both at once, of another decision, or of another network.
  const other = await askValidator(processes.folder(2), {
    method: 'proof',
    proposal: (await processes.propose(3, 'third', 60_000)).proposal,
    waitMs: 30_000,
  });
  assert.notEqual(run({ ...good, decision: bytesOf(other.decision) }).status, 0);
  assert.throws(() => verifyDecision(network, { ...good, decision: bytesOf(other.decision) }));
  const strangers = await ValidatorProcesses.found(t, 4);
  const foreign = await readNetworkFile(join(strangers.root, 'network.json'));
  assert.throws(() => verifyDecision(foreign, good, nativeBackend));
});

/** One byte changed; of a receipt none in a place that says nothing, such as the end of a line that Base64 does not use. */
function damaged(bytes: Uint8Array, chances: Chances): Uint8Array {
  return flipped(bytes, chances.below(bytes.length), 1 << chances.below(7));
}

function bytesOf(base64: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(base64 ?? '', 'base64'));
}
