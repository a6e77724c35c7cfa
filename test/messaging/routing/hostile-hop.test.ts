import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, silentLogger, silentMetrics, systemClock } from '../../../src/base/index.ts';
import { StreamlinedSecureClient, TrustStore } from '../../../src/client/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { type DeviceIdentity, generateIdentity } from '../../../src/handshake/index.ts';
import {
  authorOf,
  ChannelLinks,
  MessageRouter,
  type RouterLink,
  signedAnnouncements,
} from '../../../src/messaging/index.ts';
import { MemoryTransport } from '../../../src/network/index.ts';
import { flipped } from '../../crypto/damage.ts';
import { until } from '../../until.ts';
import { folderOf } from '../peer-rig.ts';

const names = ['alice', 'bob', 'carol', 'mallory'] as const;
type Name = (typeof names)[number];
const identities = new Map<Name, DeviceIdentity>(
  names.map((name) => [name, generateIdentity(nativeBackend, 'high', Date.now())]),
);
const peerIdOf = (name: Name): string => identities.get(name)?.peerId ?? '';

/** Type bytes of frames. spec/routing §2 */
const [FORWARD, OUTCOME] = [5, 6];

/** What a hostile router does with a frame that it would send to `to`. */
type Malice = (frame: Uint8Array, to: RouterLink, links: ReadonlyMap<string, RouterLink>) => void;

const malices: Readonly<Record<string, Malice>> = {
  'drops messages': (frame, to) => {
    if (frame[0] !== FORWARD) to.post(frame);
  },
  'changes messages': (frame, to) => to.post(frame[0] === FORWARD ? flipped(frame, frame.length - 1) : frame),
  'sends messages back': (frame, to, links) => {
    const back = frame[0] === FORWARD ? links.get(peerIdOf('alice')) : undefined;
    (back ?? to).post(frame);
  },
  'claims to have delivered': (frame, to, links) => {
    if (frame[0] !== FORWARD) return to.post(frame);
    // A forward of alice's and its own have the same numbers here: both count from one.
    links.get(peerIdOf('alice'))?.post(Uint8Array.of(OUTCOME, ...frame.subarray(1, 5), 0, ...new Uint8Array(32)));
  },
  'says that all is refused': (frame, to, links) => {
    if (frame[0] !== FORWARD) return to.post(frame);
    links.get(peerIdOf('alice'))?.post(Uint8Array.of(OUTCOME, ...frame.subarray(1, 5), 7));
  },
  'repeats everything': (frame, to) => {
    const copy = frame.slice();
    for (let time = 0; time < 3; time += 1) to.post(frame);
    systemClock.schedule(200, () => to.post(copy));
  },
};

/** Real channels in memory: alice - mallory - bob, and later alice - carol - bob. */
class Stage {
  readonly transport = new MemoryTransport();
  readonly #t: TestContext;
  readonly #folder: string;
  hits = 0;

  constructor(t: TestContext) {
    this.#t = t;
    this.#folder = folderOf(t);
  }

  async client(name: Name, neighbours?: readonly Name[]): Promise<StreamlinedSecureClient> {
    const trust = TrustStore.inMemory();
    for (const other of names) {
      if (other === name) continue;
      await trust.add({ name: other, peerId: peerIdOf(other), trusted: true, address: `memory://${other}` });
    }
    const identity = identities.get(name);
    assert.ok(identity);
    const messaging = { state: join(this.#folder, `${name}.db`), routing: true };
    const client = await StreamlinedSecureClient.create({
      identity,
      trust,
      transports: [this.transport],
      listen: `memory://${name}`,
      ...(neighbours === undefined ? {} : { messaging: { ...messaging, neighbours } }),
    });
    this.#t.after(() => client.shutdown());
    return client;
  }

  /** A router that keeps the protocol, but for what it does to frames on their way out. */
  async mallory(malice: Malice): Promise<void> {
    const client = await this.client('mallory');
    const identity = identities.get('mallory');
    assert.ok(identity);
    const router = new MessageRouter({
      peerId: peerIdOf('mallory'),
      prover: signedAnnouncements(authorOf(identity, nativeBackend), nativeBackend),
      clock: systemClock,
      random: nativeBackend.random,
      logger: silentLogger,
      metrics: silentMetrics,
      deliver: () => Promise.reject(new TypeError('nothing is for it')),
    });
    this.#t.after(() => router.close());
    const links = new Map<string, RouterLink>();
    const attach = (link: RouterLink): ReturnType<MessageRouter['attach']> => {
      links.set(link.peerId, link);
      const post = (frame: Uint8Array): void => {
        if (frame[0] === FORWARD) this.hits += 1;
        malice(frame, link, links);
      };
      return router.attach({ ...link, post });
    };
    const hostile = new ChannelLinks({ attach } as MessageRouter, silentLogger);
    const network = client.getNetworkComms();
    for (const channel of network.channels) hostile.add(channel);
    network.onEveryChannel((channel) => void hostile.add(channel));
  }
}

async function outcomeOf(alice: StreamlinedSecureClient, text: string, ttlMs: number): Promise<string> {
  try {
    const { sent } = await alice.messages.send('bob', text, { way: 'route', ttlMs });
    return sent[0]?.outcome ?? '';
  } catch (error) {
    assert.ok(isQForgeError(error), String(error));
    return isQForgeError(error, 'ROUTE_FAILED') ? error.details.reason : error.code;
  }
}

describe('a hop over real channels', { timeout: 600_000, concurrency: true }, () => {
  for (const [what, malice] of Object.entries(malices)) {
    test(`that ${what} fakes, doubles and reads nothing, and is gone around`, async (t) => {
      const stage = new Stage(t);
      await stage.mallory(malice);
      const bob = await stage.client('bob', ['mallory']);
      const taken: string[] = [];
      void (async () => {
        for await (const message of bob.messages) {
          assert.equal(message.sender, peerIdOf('alice'));
          taken.push(Buffer.from(message.data).toString());
          await message.acknowledge();
        }
      })();
      const alice = await stage.client('alice', ['mallory']);
      await until(() => alice.messages.router?.routeTo(peerIdOf('bob')) !== undefined);
      const alone = await outcomeOf(alice, 'by mallory alone', 1500);
      assert.ok(stage.hits > 0, 'the message went by mallory');
      if (what === 'repeats everything') assert.equal(alone, 'delivered');
      else assert.notEqual(alone, 'delivered', 'nothing counts as delivered that was not');

      await stage.client('carol', ['alice', 'bob']);
      const texts: string[] = [];
      const send = async (): Promise<boolean> => {
        const text = `with another way ${texts.length}`;
        const outcome = await outcomeOf(alice, text, 3000);
        if (outcome === 'delivered') texts.push(text);
        return outcome === 'delivered';
      };
      // Routes by carol take a moment.
      await until(send);
      for (let number = 0; number < 4; number += 1) assert.ok(await send(), `message ${number}`);
      const wanted = alone === 'delivered' ? ['by mallory alone', ...texts] : texts;
      assert.deepEqual(taken.toSorted(), wanted.toSorted(), 'what was delivered came, once, unchanged');
    });
  }
});
