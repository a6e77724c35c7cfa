import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import type { MessagingEvent, MessagingOptions } from '../../src/client/client-messaging.ts';
import { StreamlinedSecureClient, TrustStore } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { MemoryTransport } from '../../src/network/index.ts';
import { folderOf } from '../messaging/peer-rig.ts';

const names = ['alice', 'bob', 'carol'] as const;
const identities = new Map(names.map((name) => [name, generateIdentity(nativeBackend, 'high', Date.now())]));

/** Clients of one network in memory; each knows all, and the addresses of those that are said. */
async function clientOf(
  name: (typeof names)[number],
  transport: MemoryTransport,
  messaging: MessagingOptions,
  addresses: readonly string[] = [],
): Promise<StreamlinedSecureClient> {
  const trust = TrustStore.inMemory();
  for (const [other, { peerId }] of identities) {
    const address = addresses.includes(other) ? { address: `memory://${other}` } : {};
    if (other !== name) await trust.add({ name: other, peerId, trusted: true, ...address });
  }
  const identity = identities.get(name);
  assert.ok(identity);
  return StreamlinedSecureClient.create({
    identity,
    trust,
    transports: [transport],
    listen: `memory://${name}`,
    messaging,
  });
}

test('a client sends to a peer that is away, by name; that one finds it when it is back', async (t) => {
  const folder = folderOf(t);
  const engine = `sqlite:${join(folder, 'mail.db')}`;
  const transport = new MemoryTransport();
  const state = (name: string): string => join(folder, `${name}.db`);
  const bob = await clientOf('bob', transport, { state: state('bob'), engine });
  await bob.messages.messenger.refreshPrekeys();
  await bob.shutdown();
  const alice = await clientOf('alice', transport, { state: state('alice'), engine });
  const types: string[] = [];
  alice.messages.onEvent(({ type }) => types.push(type));
  const sent = await alice.messages.send('bob', 'see you', { expiresInMs: 3_600_000 });
  assert.equal(sent.sent[0]?.outcome, 'stored');
  assert.deepEqual(types, ['mail-stored', 'message-stored']);
  await alice.shutdown();
  const back = await clientOf('bob', transport, { state: state('bob'), engine });
  await back.messages.start();
  for await (const message of back.messages) {
    assert.equal(Buffer.from(message.data).toString(), 'see you');
    assert.equal(message.sender, alice.peerId);
    await message.acknowledge();
    break;
  }
  assert.equal((await back.messages.engine?.mailboxes.usage(back.peerId))?.messages, 0);
  await back.shutdown();
});

test('with routing a message goes over a hop in between, without any store', async (t) => {
  const folder = folderOf(t);
  const transport = new MemoryTransport();
  const options = (name: string, ...neighbours: string[]): MessagingOptions => {
    return { state: join(folder, `${name}.db`), routing: true, neighbours };
  };
  const carol = await clientOf('carol', transport, options('carol'));
  const bob = await clientOf('bob', transport, options('bob', 'carol'), ['carol']);
  const alice = await clientOf('alice', transport, options('alice', 'bob'), ['bob']);
  const heard: MessagingEvent[] = [];
  const stops = [alice, bob, carol].map(({ messages }) => messages.onEvent((event) => heard.push(event)));
  while (alice.messages.router?.routeTo(carol.peerId) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const taken = (async () => {
    for await (const message of carol.messages) {
      await message.acknowledge();
      return [message.way, Buffer.from(message.data).toString()];
    }
    return [];
  })();
  const { id, sent } = await alice.messages.send('carol', 'over bob');
  assert.equal(sent[0]?.outcome, 'delivered');
  assert.deepEqual(await taken, ['route', 'over bob']);
  assert.equal(bob.messages.router?.statistics().relayed, 2, 'the request for a prekey, and the message');
  await new Promise((resolve) => setImmediate(resolve));
  const far = heard.find((event) => event.type === 'route-added' && event.route.hops === 2);
  assert.ok(far?.type === 'route-added' && far.route.nextHop === bob.peerId);
  const told = (type: MessagingEvent['type']): number => heard.filter((event) => event.type === type).length;
  assert.deepEqual(
    (['packet-delivered', 'packet-forwarded', 'packet-received', 'packet-dead-lettered'] as const).map(told),
    [2, 2, 2, 0],
  );
  const messages = heard.flatMap((event) => (event.type.startsWith('message-') ? [{ ...event, atMs: 0 }] : []));
  assert.deepEqual(
    messages.toSorted((a, b) => a.type.localeCompare(b.type)),
    [
      { type: 'message-acknowledged', id, sender: alice.peerId, atMs: 0 },
      { type: 'message-delivered', id, recipient: carol.peerId, atMs: 0 },
      { type: 'message-received', id, sender: alice.peerId, atMs: 0 },
    ],
  );
  for (const stop of stops) stop();
  const count = heard.length;
  for (const client of [alice, bob, carol]) await client.shutdown();
  assert.equal(heard.length, count, 'routes that are lost at the end are told to nobody any more');
});

test('a client without messaging says so, and one whose engine cannot be opened leaves nothing open', async (t) => {
  const transport = new MemoryTransport();
  const identity = identities.get('alice');
  assert.ok(identity);
  const client = await StreamlinedSecureClient.create({ identity });
  assert.throws(
    () => client.messages,
    (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
  );
  await client.shutdown();
  const messaging = { state: join(folderOf(t), 'alice.db'), engine: 'nothing' };
  await assert.rejects(clientOf('alice', transport, messaging), (error) => isQForgeError(error, 'MAIL_ENGINE_INVALID'));
  assert.equal(
    existsSync(`${messaging.state}-wal`),
    false,
    'SQLite takes its log away when the last one closes the file',
  );
  const again = await clientOf('alice', transport, { state: messaging.state });
  assert.deepEqual(again.listenAddresses, ['memory://alice']);
  await again.shutdown();
});
