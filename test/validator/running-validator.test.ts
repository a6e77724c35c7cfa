import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { silentLogger, silentMetrics } from '../../src/base/index.ts';
import { decodeEvidence, verifyEvidence } from '../../src/consensus/index.ts';
import {
  approvingPolicy,
  fastTimes,
  foundNetwork,
  initValidator,
  RunningValidator,
  readNetworkFile,
  writeNetworkFile,
} from '../../src/validator/index.ts';
import { folderOf } from '../messaging/peer-rig.ts';
import { ValidatorProcesses } from './validator-processes.ts';

const BYZANTINE = join(import.meta.dirname, 'byzantine-process.ts');
const LONG_MS = 60_000;

test('three honest processes and a malicious one: kill -9, partition, agreement always', async (t) => {
  const processes = await ValidatorProcesses.found(t, 4);
  await Promise.all([0, 1, 2].map((index) => processes.start(index)));
  await processes.startProgram(3, BYZANTINE, []);

  // One of four is faulty: the three go on.
  for (const index of [0, 1, 2])
    assert.equal((await processes.propose(index, `with a liar ${index}`, LONG_MS)).outcome, 'approved');

  // One more is killed: two honest ones decide nothing, not even with the help of a liar.
  await processes.kill(2);
  const stuck = await processes.propose(0, 'one is dead', 1500);
  assert.equal(stuck.outcome, 'pending');
  await processes.start(2);
  await processes.decided(0, 4);
  await processes.decided(2, 4);

  // All are cut off from each other: the same, until the network is mended.
  for (const gate of processes.gates) gate.cut();
  assert.equal((await processes.propose(2, 'cut off', 1500)).outcome, 'pending');
  for (const gate of processes.gates) gate.mend();
  await processes.decided(2, 5);

  const logs = await Promise.all([0, 1, 2].map((index) => processes.leavesOf(index, 5)));
  assert.equal(new Set(logs).size, 1, 'one log');
  const { refused } = await processes.status(0);
  assert.ok((refused['malformed'] ?? 0) > 0 && (refused['bad-signature'] ?? 0) > 0, JSON.stringify(refused));

  // Whoever lied is convicted by its own signatures.
  const { genesis } = await readNetworkFile(join(processes.root, 'network.json'));
  const folders = [0, 1, 2].map((index) => join(processes.folder(index), 'evidence')).filter(existsSync);
  // The processes still run: what is being written has a dot before its name.
  const namesIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => !name.startsWith('.'));
  const files = folders.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  assert.ok(files.length > 0, 'evidence');
  for (const file of files)
    verifyEvidence(decodeEvidence(new Uint8Array(readFileSync(file))), genesis.set, genesis.chainId);
  t.diagnostic(`refused by one of them: ${JSON.stringify(refused)}; ${files.length} pieces of evidence`);
});

test('a second process in the folder of a running validator is refused', async (t) => {
  const processes = await ValidatorProcesses.found(t, 1);
  await processes.start(0);
  await assert.rejects(processes.start(0), /A validator runs in/u);
  assert.equal((await processes.propose(0, 'alone', LONG_MS)).outcome, 'approved');
});

test('a start that fails leaves nothing held: the next one in the same process runs', async (t) => {
  const folder = folderOf(t);
  const card = await initValidator(folder, { name: 'only', address: 'tcp://127.0.0.1:7700', passphrase: undefined });
  await writeNetworkFile(join(folder, 'network.json'), foundNetwork('lone', [card], undefined));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(address !== null && typeof address === 'object');
  const start = (listen: string): Promise<RunningValidator> =>
    RunningValidator.start({
      folder,
      listen,
      policy: approvingPolicy,
      logger: silentLogger,
      metrics: silentMetrics,
      times: fastTimes,
      onFailure: () => undefined,
    });
  await assert.rejects(start(`tcp://127.0.0.1:${address.port}`), { code: 'PORT_IN_USE' });
  taken.close();
  const running = await start('tcp://127.0.0.1:0');
  await assert.rejects(start('tcp://127.0.0.1:0'), { code: 'VALIDATOR_RUNNING' });
  await running[Symbol.asyncDispose]();
  await running[Symbol.asyncDispose]();
  assert.equal(existsSync(join(folder, 'lock')), false, 'the lock goes last');
});
