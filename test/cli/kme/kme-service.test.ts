import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../../src/base/index.ts';
import { readKmeStatus, type ServedKme, serveKme } from '../../../src/cli/kme/kme-service.ts';
import { type NetworkFiles, openEtsiClient, readKmeAccess, writeNetworkFiles } from '../../../src/qkd/index.ts';
import { freePorts } from '../../free-ports.ts';
import { folderOf, hexKeys } from '../../qkd/kme/kme-rig.ts';
import { until } from '../../until.ts';

/** The files of a pair whose pools are full after one block. */
async function pairFiles(t: TestContext): Promise<NetworkFiles> {
  const [first = 0, second = 0] = await freePorts(2);
  const plan = {
    kmes: [
      { id: 'kme-a', port: first, saes: ['alice'] },
      { id: 'kme-b', port: second, saes: ['bob'] },
    ],
    links: [['kme-a', 'kme-b']] as const,
    link: { distanceKm: 5, pulseRateHz: 1e9 },
    maxKeyCount: 20,
  };
  return writeNetworkFiles(folderOf(t), plan, systemClock.wallMs());
}

const accessOf = ({ saes }: NetworkFiles, sae: string): string => saes.find(({ id }) => id === sae)?.access ?? '';
const threads = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

async function bothServing({ kmes }: NetworkFiles): Promise<readonly ServedKme[]> {
  const running: ServedKme[] = [];
  for (const { config } of kmes.toReversed()) running.push(await serveKme(config));
  return running;
}

test('both ends of a simulated link have its keys and figures, and its thread ends with the key manager', async (t) => {
  const before = threads();
  const files = await pairFiles(t);
  const running = await bothServing(files);
  assert.equal(threads(), before + 1, 'the end that runs the link has a thread');
  await until(async () => (await readKmeStatus(accessOf(files, 'alice'), 'bob')).storedKeyCount > 0);
  {
    using alice = await openEtsiClient(await readKmeAccess(accessOf(files, 'alice')), systemClock);
    using bob = await openEtsiClient(await readKmeAccess(accessOf(files, 'bob')), systemClock);
    const sent = await alice.encKeys('bob', 20);
    const ids = sent.keys.map(({ keyId }) => keyId);
    assert.deepEqual(hexKeys(await bob.decKeys('alice', ids)), hexKeys(sent));
    assert.equal(new Set(hexKeys(sent).map(([, key]) => key)).size, 20);
    const [{ link: atAlice }, { link: atBob }] = [await alice.status('bob'), await bob.status('alice')];
    assert.deepEqual(atBob, atAlice);
    assert.ok(atAlice?.simulated === true && atAlice.qber > 0 && atAlice.secretKeyRate > 0);
  }
  for (const kme of running.toReversed()) await kme[Symbol.asyncDispose]();
  assert.equal(threads(), before);
});

test('a key manager that ends in the middle of a block leaves no thread', async (t) => {
  const before = threads();
  for (const kme of await bothServing(await pairFiles(t))) await kme[Symbol.asyncDispose]();
  assert.equal(threads(), before);
});
