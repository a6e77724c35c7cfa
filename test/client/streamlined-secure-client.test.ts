import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { nativeBackend, type SecurityLevel } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { MemoryTransport } from '../../src/network/index.ts';
import { RecordingMetrics } from '../resilience/recording-sinks.ts';

const identities = Array.from({ length: 3 }, () => generateIdentity(nativeBackend, 'high', Date.now()));
const [alice, bob, eve] = identities as [(typeof identities)[0], (typeof identities)[0], (typeof identities)[0]];
const text = (message: Uint8Array): string => Buffer.from(message).toString();

/** Bob listens on TCP and trusts Alice. */
async function bobListening(): Promise<StreamlinedSecureClient> {
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  return StreamlinedSecureClient.create({ identity: bob, listen: 'tcp://127.0.0.1:0', trust });
}

describe('a client', () => {
  it('is created with real measurements of its setup', async () => {
    const client = await StreamlinedSecureClient.create({ identity: alice, listen: 'tcp://127.0.0.1:0' });
    const metrics = client.getPerformanceMetrics();
    assert.equal(client.peerId, alice.peerId);
    assert.match(client.listenAddresses[0] ?? '', /^tcp:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(metrics.totalSetupMs > 0);
    const sum = metrics.foundationSetupMs + metrics.cryptoInitMs + metrics.networkSetupMs;
    assert.ok(sum > 0 && sum <= metrics.totalSetupMs, `${sum} of ${metrics.totalSetupMs}`);
    await client.shutdown();
  });

  it('establishes a channel to a named peer and reuses it', async () => {
    const server = await bobListening();
    const trust = TrustStore.inMemory();
    const address = server.listenAddresses[0] ?? '';
    await trust.add({ name: 'bob', peerId: bob.peerId, address });
    const client = await StreamlinedSecureClient.create({ identity: alice, trust });
    const [first, second] = await Promise.all([
      client.establishSecureChannel('bob'),
      client.establishSecureChannel(bob.peerId),
    ]);
    assert.equal(first, second);
    assert.equal(first.peerId, bob.peerId);
    assert.equal(await client.establishSecureChannel('bob'), first);
    await client.shutdown();
    await server.shutdown();
  });

  it('sends messages that resolve when the peer has taken them, opening a channel by itself', async () => {
    const server = await bobListening();
    const received: string[] = [];
    server.onChannel((channel) => channel.onMessage((message) => received.push(text(message))));
    const trust = TrustStore.inMemory();
    await trust.add({ name: 'bob', peerId: bob.peerId, address: server.listenAddresses[0] ?? '' });
    const client = await StreamlinedSecureClient.create({ identity: alice, trust });
    const receipts = await Promise.all(['one', 'two', 'three'].map((word) => client.sendSecureMessage('bob', word)));
    assert.deepEqual(received, ['one', 'two', 'three']);
    assert.deepEqual(
      receipts.map((receipt) => receipt.sequence),
      [1, 2, 3],
    );
    const metrics = client.getPerformanceMetrics();
    assert.equal(metrics.successRate, 1);
    assert.ok(metrics.avgLatencyMs > 0 && metrics.throughputMps > 0);
    await client.shutdown();
    await server.shutdown();
  });

  it('counts what goes wrong, in both roles, by class and code', async () => {
    const server = await bobListening();
    const [address = ''] = server.listenAddresses;
    const metrics = new RecordingMetrics();
    const stranger = await StreamlinedSecureClient.create({ identity: eve, metrics });
    assert.deepEqual(stranger.getSystemStatus().errors.byClass, {});
    await assert.rejects(stranger.establishSecureChannel(bob.peerId, { address }));
    await assert.rejects(stranger.establishSecureChannel(bob.peerId, { address: 'tcp://127.0.0.1:1' }));
    const { byClass, byCode, total } = stranger.getSystemStatus().errors;
    assert.equal(total, 2);
    assert.equal(byCode['CONNECTION_REFUSED']?.total, 1);
    assert.equal(byClass.recoverable?.total, 1, JSON.stringify(byClass));
    assert.equal(metrics.values.get('qforge_errors_total{class=recoverable,code=CONNECTION_REFUSED}'), 1);
    await stranger.shutdown();
    await server.shutdown();
    assert.equal(server.getSystemStatus().errors.byCode['PEER_UNKNOWN']?.total, 1);
  });

  it('shows its state, its peers and its health', async () => {
    const server = await bobListening();
    const client = await StreamlinedSecureClient.create({ identity: alice });
    const channel = await client.establishSecureChannel(bob.peerId, { address: server.listenAddresses[0] ?? '' });
    // The other side shows a channel once this one has said that it knows of it.
    await channel.ping();
    const status = client.getSystemStatus();
    assert.equal(status.peerId, alice.peerId);
    assert.equal(status.securityLevel, 'high');
    assert.equal(status.peers.length, 1);
    assert.equal(status.peers[0]?.suite, alice.suites[0]?.name);
    assert.equal(server.getSystemStatus().peers[0]?.name, 'alice');
    assert.equal((await client.healthCheck()).status, 'healthy');
    assert.equal(client.getPerformanceReport().findings.length, 0);
    assert.equal(client.getPerformanceManager().getComprehensiveReport().uptimeMs >= 0, true);
    assert.ok(client.getNetworkComms().getMemoryPool().getStats().medium.hits >= 0);
    assert.ok(JSON.stringify(status).includes(bob.peerId), 'it is plain data');
    await client.shutdown();
    await server.shutdown();
    assert.equal((await client.healthCheck()).status, 'unhealthy');
  });

  it('lets in only whom it trusts, and tells the other side that it was refused', async () => {
    const server = await bobListening();
    const stranger = await StreamlinedSecureClient.create({ identity: eve });
    const address = server.listenAddresses[0] ?? '';
    await assert.rejects(stranger.establishSecureChannel(bob.peerId, { address }), { code: 'PEER_REFUSED' });
    await server.trustStore.add({ name: 'eve', peerId: eve.peerId });
    await assert.rejects(stranger.establishSecureChannel(bob.peerId, { address }), { code: 'PEER_REFUSED' });
    await server.trustStore.trust('eve');
    assert.ok((await stranger.establishSecureChannel(bob.peerId, { address })).isOpen);
    await stranger.shutdown();
    await server.shutdown();
  });

  it('remembers strangers on first use only where that was asked for', async () => {
    const server = await StreamlinedSecureClient.create({
      identity: bob,
      listen: 'tcp://127.0.0.1:0',
      trustOnFirstUse: true,
    });
    const stranger = await StreamlinedSecureClient.create({ identity: eve });
    await stranger.establishSecureChannel(bob.peerId, { address: server.listenAddresses[0] ?? '' });
    const [record] = server.trustStore.list();
    assert.equal(record?.peerId, eve.peerId);
    assert.equal(record.firstUse, true);
    await stranger.shutdown();
    await server.shutdown();
  });

  it('does not mistake another device at the address for the peer', async () => {
    const server = await bobListening();
    const client = await StreamlinedSecureClient.create({ identity: alice });
    const address = server.listenAddresses[0] ?? '';
    await assert.rejects(client.establishSecureChannel(eve.peerId, { address }), { code: 'HANDSHAKE_REFUSED' });
    await client.shutdown();
    await server.shutdown();
  });

  it('names what is wrong with a peer or an address', async () => {
    const client = await StreamlinedSecureClient.create({ identity: alice });
    await assert.rejects(client.establishSecureChannel('nobody'), { code: 'PEER_UNKNOWN' });
    await assert.rejects(client.establishSecureChannel(bob.peerId), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(client.sendSecureMessage(bob.peerId, 'x'), { code: 'PEER_UNKNOWN' });
    const refused = client.establishSecureChannel(bob.peerId, { address: 'tcp://127.0.0.1:1' });
    await assert.rejects(refused, { code: 'CONNECTION_REFUSED' });
    await client.shutdown();
  });

  it('leaves nothing open when a listener cannot be had', async () => {
    const first = await StreamlinedSecureClient.create({ identity: alice, listen: 'tcp://127.0.0.1:0' });
    const taken = first.listenAddresses[0] ?? '';
    const second = StreamlinedSecureClient.create({ identity: bob, listen: ['tcp://127.0.0.1:0', taken] });
    await assert.rejects(second, { code: 'PORT_IN_USE' });
    await first.shutdown();
  });

  it('runs every security level over any transport', async () => {
    for (const level of ['standard', 'high', 'maximum'] satisfies SecurityLevel[]) {
      const transports = [new MemoryTransport()];
      const [here, there] = [0, 1].map(() => generateIdentity(nativeBackend, level, Date.now()));
      assert.ok(here !== undefined && there !== undefined);
      const trust = TrustStore.inMemory();
      await trust.add({ name: 'here', peerId: here.peerId, trusted: true });
      const listening = { identity: there, listen: 'memory://there', trust, transports };
      const server = await StreamlinedSecureClient.create(listening);
      server.onChannel((channel) => channel.onMessage(() => undefined));
      const client = await StreamlinedSecureClient.create({ identity: here, transports });
      const channel = await client.establishSecureChannel(there.peerId, { address: 'memory://there' });
      assert.equal(channel.suite.level, level);
      await channel.send(Buffer.from(level));
      await client.shutdown();
      await server.shutdown();
    }
  });
});
