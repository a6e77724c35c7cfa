import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import type { EtsiClient } from '../../../src/qkd/etsi/etsi-client.ts';
import type { KeyContainer } from '../../../src/qkd/etsi/key-container.ts';
import type { NetworkPlan } from '../../../src/qkd/kme/network-files.ts';
import { hexKeys } from './kme-rig.ts';
import { ServedNetwork } from './served-network.ts';

const PROGRAM = join(import.meta.dirname, 'kme-process.ts');

/** Over how many of its first commits a key manager is killed; `npm run kill-sweep` sets more. */
const COMMITS = Number(process.env['QFORGE_KILL_COMMITS'] ?? 4);

/** As many of them in one test as it can go through in its time, on a busy machine too. */
const COMMITS_A_TEST = 4;

/** A commit of a life, as a block, an assignment or a delivery makes it; and on which side of it the life ends. */
type KillPoint = readonly [moment: string, commit: string];

/** Moments at which a key manager is killed, in as many parts as there are tests. */
const parts: readonly (readonly KillPoint[])[] = Array.from(
  { length: Math.ceil(COMMITS / COMMITS_A_TEST) },
  (_, part) =>
    Array.from({ length: Math.min(COMMITS_A_TEST, COMMITS - part * COMMITS_A_TEST) }, (_, index) =>
      String(part * COMMITS_A_TEST + index + 1),
    ).flatMap((commit) => ['before-commit', 'after-commit'].map((moment) => [moment, commit] as const)),
);

/** Starts a key manager as a process; with a kill point it may be gone before it is ready. */
async function startProcess(t: TestContext, config: string, killPoint: readonly string[] = []): Promise<ChildProcess> {
  // All key managers of the tests load the same sources.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../node_modules/.cache/compile') };
  const child = spawn(process.execPath, [PROGRAM, config, ...killPoint], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  child.stdin.on('error', () => undefined);
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  return child;
}

/** What SAEs have seen of keys over all lives of the key managers. */
class Witness {
  readonly sent = new Map<string, string>();
  readonly received = new Map<string, string>();

  /** Alice takes a key; whatever she gets is new. */
  async take(alice: EtsiClient): Promise<string | undefined> {
    const container = await alice.encKeys('bob', 1).catch(tolerated);
    if (container === undefined) return undefined;
    const [keyId, key] = onlyKey(container);
    assert.ok(!this.sent.has(keyId), 'a key ID is given twice');
    assert.ok(![...this.sent.values()].includes(key), 'a key is given twice to the master');
    this.sent.set(keyId, key);
    return keyId;
  }

  /** Bob fetches a key; he gets it at most once, and it is the one that Alice has. */
  async fetch(bob: EtsiClient, keyId: string): Promise<void> {
    const container = await bob.decKeys('alice', [keyId]).catch(tolerated);
    if (container === undefined) return;
    assert.ok(!this.received.has(keyId), 'a key is given twice to the slave');
    const [, key] = onlyKey(container);
    assert.equal(key, this.sent.get(keyId));
    this.received.set(keyId, key);
  }
}

function onlyKey(container: KeyContainer): readonly [string, string] {
  const [first, ...others] = hexKeys(container);
  assert.ok(first !== undefined && others.length === 0);
  return first;
}

/** Errors of the catalogue may come while a key manager is dying. */
function tolerated(error: unknown): undefined {
  assert.ok(isQForgeError(error), String(error));
}

/** alice's key manager, bob's, and in a chain the one between them that relays their keys. */
type Victim = 'kme-a' | 'kme-b' | 'kme-relay';

/** No link joins the key managers of alice and bob. */
const chain: Partial<NetworkPlan> = {
  kmes: [
    { id: 'kme-a', port: 0, saes: ['alice'] },
    { id: 'kme-b', port: 0, saes: ['bob'] },
    { id: 'kme-relay', port: 0, saes: [] },
  ],
  links: [
    ['kme-a', 'kme-relay'],
    ['kme-b', 'kme-relay'],
  ],
};

/** The others run here; the victim, as a process, is killed at each point and started again. */
async function killEverywhere(t: TestContext, victim: Victim, points: readonly KillPoint[]): Promise<Witness> {
  await using network = await ServedNetwork.start(t, {
    maxKeyCount: 90,
    ...(victim === 'kme-relay' ? chain : {}),
  });
  const config = network.files.kmes.find(({ id }) => id === victim)?.config ?? '';
  const [alice, bob] = [await network.client('alice'), await network.client('bob')];
  await network.untilStored(alice, 'bob', 90);
  await network.stopKme(victim);
  const witness = new Witness();
  for (const killPoint of [...points, []]) {
    const child = await startProcess(t, config, killPoint);
    // The life before has ended in the middle: whatever it has delivered must be known to this one.
    for (const keyId of witness.sent.keys()) await witness.fetch(bob, keyId);
    do {
      const keyId = await witness.take(alice);
      if (keyId !== undefined) await witness.fetch(bob, keyId);
    } while (killPoint.length > 0 && child.exitCode === null && child.signalCode === null);
    child.kill('SIGKILL');
    if (child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGKILL');
  }
  return witness;
}

describe('kill -9 of a key manager', () => {
  for (const points of parts) {
    const [, first = ''] = points[0] ?? [];
    const where = `at ${points.length} moments, from commit ${first} on,`;
    for (const [victim, whom] of [
      ['kme-b', 'slave'],
      ['kme-a', 'master'],
    ] as const)
      test(`${where} never gives the ${whom} a key twice`, async (t) => {
        const { sent, received } = await killEverywhere(t, victim, points);
        t.diagnostic(`${points.length} kills, ${received.size} keys delivered once, 0 twice`);
        assert.ok(received.size > points.length / 4, `${received.size} of ${sent.size} keys arrived`);
      });
    test(`${where} of a relay between them takes no key away that the master has been given`, async (t) => {
      const { sent, received } = await killEverywhere(t, 'kme-relay', points);
      t.diagnostic(`${points.length} kills, ${received.size} keys delivered once, 0 twice`);
      assert.ok(received.size > points.length / 4, `${received.size} keys arrived`);
      assert.deepEqual(received, sent);
    });
  }
});
