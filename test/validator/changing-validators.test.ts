import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { askValidator, readNetworkFile, verifyDecision } from '../../src/validator/index.ts';
import { until } from './node/node-network.ts';
import { ValidatorProcesses } from './validator-processes.ts';

const LONG_MS = 60_000;

async function inEpoch(processes: ValidatorProcesses, index: number, epoch: number): Promise<void> {
  await until(async () => (await processes.status(index)).epoch >= epoch, `epoch ${epoch} at ${index}`, LONG_MS);
}

/** One more decision at least, so that a change takes effect. */
async function decide(processes: ValidatorProcesses, index: number, title: string): Promise<string> {
  const { proposal, outcome } = await processes.propose(index, title, LONG_MS);
  assert.equal(outcome, 'approved', title);
  return proposal;
}

async function proofOf(processes: ValidatorProcesses, index: number, proposal: string) {
  const { receipt, decision } = await askValidator(processes.folder(index), {
    method: 'proof',
    proposal,
    waitMs: LONG_MS,
  });
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
  return { receipt: bytes(receipt), decision: bytes(decision) };
}

test('a fifth joins, one leaves, one gets a new key; kill -9 around the boundaries; one log, and every receipt verifies', async (t) => {
  const processes = await ValidatorProcesses.found(t, 4);
  await Promise.all([0, 1, 2, 3].map((index) => processes.start(index)));
  const early = await decide(processes, 0, 'before all');

  // Nobody knows the new one yet; it runs, and waits to be let in.
  const fifth = await processes.addFolder('v4');
  await processes.start(fifth);
  const added = await processes.change(0, ['--add', join(processes.folder(fifth), 'card.json')]);
  assert.deepEqual(
    [added['outcome'], added['epoch'], added['validators'], added['quorum'], added['faulty']],
    ['approved', 1, 5, 4, 1],
  );
  // Between the decision and its effect, and at it.
  await processes.kill(1);
  await decide(processes, 2, 'at the first boundary');
  await processes.start(1);
  for (const index of [0, 1, 2, 3, fifth]) await inEpoch(processes, index, 1);
  assert.equal((await processes.status(fifth)).seat >= 0, true);
  const second = await decide(processes, fifth, 'with the fifth');

  // The network file is behind, as after a crash between journal and file: history puts it right.
  await processes.kill(2);
  const path = join(processes.folder(2), 'network.json');
  assert.equal((await readNetworkFile(path)).changes.length, 1);
  writeFileSync(path, readFileSync(join(processes.root, 'network.json')));
  await processes.start(2);
  assert.equal((await readNetworkFile(path)).changes.length, 1);
  await inEpoch(processes, 2, 1);

  // One leaves: it says why, and stops; one that was away at that time learns it when it comes back.
  const leaving = processes.process(3);
  const removed = await processes.change(0, ['--remove', 'v3']);
  assert.deepEqual([removed['outcome'], removed['validators'], removed['quorum']], ['approved', 4, 3]);
  await processes.kill(0);
  await decide(processes, 1, 'at the second boundary');
  await processes.start(0);
  for (const index of [0, 1, 2, fifth]) await inEpoch(processes, index, 2);
  assert.equal((await leaving.ended).code, 0, leaving.stderr);
  assert.match(leaving.stdout, /"stopped": ?"removed"/u);
  await assert.rejects(processes.start(3), /no member of test any more/u);

  // A new key under the old name, in a new folder.
  const renewed = await processes.addFolder('v1-again');
  await processes.start(renewed);
  const old = processes.process(1);
  const card = join(processes.folder(renewed), 'card.json');
  const rotated = await processes.change(0, ['--remove', 'v1', '--add', card]);
  assert.deepEqual([rotated['outcome'], rotated['validators']], ['approved', 4]);
  await decide(processes, 2, 'at the third boundary');
  for (const index of [0, 2, fifth, renewed]) await inEpoch(processes, index, 3);
  assert.equal((await old.ended).code, 0);
  await processes.kill(0);
  const last = await decide(processes, renewed, 'with the new key');
  await processes.start(0);

  const everybody = [0, 2, fifth, renewed];
  const { height } = await processes.status(renewed);
  for (const index of everybody) await processes.decided(index, height - 1);
  const logs = await Promise.all(everybody.map((index) => processes.leavesOf(index, height - 1)));
  assert.equal(new Set(logs).size, 1, 'one log');

  // Whoever has the genesis follows the changes; without them a later decision is no proof, and that is said.
  const network = await readNetworkFile(join(processes.folder(2), 'network.json'));
  const founding = await readNetworkFile(join(processes.root, 'network.json'));
  assert.deepEqual([network.changes.length, network.genesis.chainId], [3, founding.genesis.chainId]);
  const epochs: number[] = [];
  for (const proposal of [early, second, last]) {
    const proof = await proofOf(processes, 2, proposal);
    const { epoch, signers } = verifyDecision(network, proof);
    epochs.push(epoch);
    assert.equal(signers.includes('v3'), signers.includes('v3') && epoch < 2);
  }
  assert.deepEqual(epochs, [0, 1, 3]);
  const proof = await proofOf(processes, 2, last);
  assert.throws(() => verifyDecision(founding, proof), /knows those up to epoch 0/u);
  assert.ok(existsSync(join(processes.folder(2), 'log', 'checkpoint')));
});

test('one that was away when it was removed reads the log up to there, and learns so', async (t) => {
  const processes = await ValidatorProcesses.found(t, 4);
  await Promise.all([0, 1, 2, 3].map((index) => processes.start(index)));
  await decide(processes, 0, 'with all');
  await processes.kill(3);
  for (const title of ['one away', 'still away']) await decide(processes, 1, title);
  assert.equal((await processes.change(0, ['--remove', 'v3']))['outcome'], 'approved');
  for (const title of ['at the boundary', 'beyond it']) await decide(processes, 2, title);
  for (const index of [0, 1, 2]) await inEpoch(processes, index, 1);

  await processes.start(3);
  const removed = processes.process(3);
  assert.equal((await removed.ended).code, 0, removed.stderr);
  assert.match(removed.stdout, /"stopped": ?"removed"/u);
  // The change is the fourth block, and takes effect two heights on: the fifth is the last that the removed one may have.
  const [, size] = readFileSync(join(processes.folder(3), 'log', 'checkpoint'), 'utf8').split('\n');
  assert.equal(size, '5');
  assert.equal((await readNetworkFile(join(processes.folder(3), 'network.json'))).changes.length, 1);
  await assert.rejects(processes.start(3), /no member of test any more/u);
});
