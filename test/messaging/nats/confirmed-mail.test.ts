import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Clock, silentLogger, silentMetrics, systemClock, utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { LocalCluster, type NatsEngine, SealedMessenger } from '../../../src/messaging/index.ts';
import { FIRST_AGAIN_MS } from '../../../src/messaging/sealed/outbox-courier.ts';
import { until } from '../../until.ts';
import { folderOf, MessagingPeer } from '../peer-rig.ts';
import { openAs, whyNoNats } from './nats-rig.ts';

/** The quarter of an hour until a message is deposited again is over when `jump` is called. */
class JumpingClock implements Clock {
  #aheadMs = 0;
  wallMs(): number {
    return systemClock.wallMs() + this.#aheadMs;
  }
  monotonicMs(): number {
    return systemClock.monotonicMs();
  }
  schedule(...args: Parameters<Clock['schedule']>): ReturnType<Clock['schedule']> {
    return systemClock.schedule(...args);
  }
  jump(): void {
    this.#aheadMs += FIRST_AGAIN_MS + 1;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function messengerOf({ author, vault, outbox }: MessagingPeer, engine: NatsEngine, clock: Clock): SealedMessenger {
  const { mailboxes, directory } = engine;
  return new SealedMessenger({
    author,
    vault,
    backend: nativeBackend,
    clock,
    logger: silentLogger,
    metrics: silentMetrics,
    engine: { mailboxes, directory, outbox },
    welcomes: () => true,
  });
}

test('a real server is killed and loses its disk between acknowledgement and collection, and the sender has ended: all mail arrives once', {
  skip: whyNoNats() ?? false,
  timeout: 600_000,
}, async (t) => {
  const folder = folderOf(t);
  const [alice, bob] = [await MessagingPeer.make(join(folder, 'alice.db')), await MessagingPeer.make()];
  const users = new Map([
    ['alice', { kind: 'peer' as const, peerId: alice.peerId }],
    ['bob', { kind: 'peer' as const, peerId: bob.peerId }],
  ]);
  const place = join(folder, 'cluster');
  await using cluster = await LocalCluster.start({ users, servers: 1, folder: place });
  const [server] = cluster.servers;
  assert.ok(server);
  const texts = Array.from({ length: 12 }, (_, number) => `message ${number}`);
  {
    await using ofBob = await openAs(cluster, 'bob');
    await using publisher = messengerOf(bob, ofBob, systemClock);
    await publisher.refreshPrekeys();
    await using ofAlice = await openAs(cluster, 'alice');
    await using sender = messengerOf(alice, ofAlice, systemClock);
    for (const text of texts) {
      const { sent } = await sender.send(bob.peerId, utf8(text));
      assert.equal(sent[0]?.outcome, 'stored', 'the server has acknowledged it');
    }
  }
  cluster.signal(server.name, 'SIGKILL');
  await until(() => !isRunning(server.pid));
  rmSync(join(place, server.name, 'jetstream'), { recursive: true });
  await cluster.restart(server.name);
  await using gateway = await openAs(cluster, 'gateway');
  await gateway.provision([alice.peerId, bob.peerId]);
  assert.equal((await gateway.mailboxes.usage(bob.peerId)).messages, 0, 'what it acknowledged is gone');

  alice[Symbol.dispose]();
  using again = await MessagingPeer.make(join(folder, 'alice.db'), alice.identity);
  const clock = new JumpingClock();
  await using ofBob = await openAs(cluster, 'bob');
  await using receiver = messengerOf(bob, ofBob, systemClock);
  const taken: string[] = [];
  const take = async (): Promise<void> => {
    for await (const message of receiver) {
      await message.acknowledge();
      taken.push(Buffer.from(message.data).toString());
    }
  };
  void take();
  await receiver.receiveMail();
  await using ofAlice = await openAs(cluster, 'alice');
  await using sender = messengerOf(again, ofAlice, clock);
  clock.jump();
  await sender.receiveMail();
  await until(() => again.outbox.usage().messages === 0);
  assert.deepEqual(taken, texts, 'once each, in order');
});
