import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { validatorIdOf } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { evidenceKeeper, openStorage } from '../../../src/validator/setup/validator-storage.ts';
import { assertRejected } from '../../crypto/refusal.ts';
import { temporaryFolder } from '../../crypto/temporary-folder.ts';
import { fixtureOf, historyOf, statementOf } from '../consensus-fixture.ts';
import { FaultyMedium } from '../faulty-medium.ts';

const fixture = fixtureOf();
const [key] = fixture.keys;
assert.ok(key !== undefined);
const owner = { genesis: fixture.genesis, validatorId: validatorIdOf(key, nativeBackend) };
const media = () => ({ votes: new FaultyMedium(), decisions: new FaultyMedium(), ballots: new FaultyMedium() });

test('three journals are made together, and read together', async () => {
  const disk = media();
  const storage = await openStorage(disk, owner, nativeBackend);
  for (const decided of historyOf(fixture, 2)) await storage.decisions.append(decided);
  await storage.close();
  const again = await openStorage(disk, owner, nativeBackend);
  assert.equal(again.chain.height, 3);
  assert.deepEqual(
    again.blocks.map(({ height }) => height),
    [1, 2],
  );
});

test('a journal that is missing or behind the others is a disk that went back in time', async () => {
  for (const missing of ['votes', 'decisions', 'ballots'] as const) {
    const disk = media();
    await openStorage(disk, owner, nativeBackend);
    await assertRejected('VALIDATOR_ROLLED_BACK', () =>
      openStorage({ ...disk, [missing]: new FaultyMedium() }, owner, nativeBackend),
    );
  }
  const disk = media();
  const storage = await openStorage(disk, owner, nativeBackend);
  await storage.votes.write({ statement: statementOf(fixture, 0, { height: 2 }), lock: null, valid: null });
  await assertRejected('VALIDATOR_ROLLED_BACK', () => openStorage(disk, owner, nativeBackend));
});

test('the journals of another validator, or of another chain, are refused', async () => {
  const disk = media();
  await openStorage(disk, owner, nativeBackend);
  const other = { ...owner, validatorId: '0'.repeat(64) };
  await assertRejected('JOURNAL_DAMAGED', () => openStorage(disk, other, nativeBackend));
  await assertRejected('JOURNAL_DAMAGED', () =>
    openStorage(disk, { ...owner, genesis: fixtureOf().genesis }, nativeBackend),
  );
});

test('evidence is kept in a file of its name', async (t) => {
  const folder = join(temporaryFolder(t), 'evidence');
  const keep = evidenceKeeper(folder);
  for (const byte of [1, 1]) await keep('name', Uint8Array.of(byte));
  assert.deepEqual([...readFileSync(join(folder, 'name.evidence'))], [1]);
});
