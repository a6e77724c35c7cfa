import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StreamlinedSecureClient, TrustStore } from '../../../src/client/index.ts';
import { assertFailure, documentsOf, startListening, trustingPair, User, withIdentity } from '../command-line.ts';

describe('qforge listen', () => {
  test('prints each message as one harmless line, acknowledges it, and ends with 130 on Ctrl-C', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['listen']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    const channel = await client.establishSecureChannel(bobId, { address });
    await client.sendSecureMessage(bobId, 'hello\nforged\tline \u001b[2J');
    await client.sendSecureMessage(bobId, Uint8Array.of(0xff, 0x41));
    assert.equal(channel.statistics().messagesAcknowledged, 2);
    const { code, stdout, stderr } = await command.end('SIGINT');
    assert.equal(stdout, 'alice\thello\\nforged\\tline \\x1b[2J\nalice\t\\xffA\n');
    assert.equal(code, 130);
    assert.match(stderr, /^listening on tcp:\/\/127\.0\.0\.1:\d+ as qf1/u);
    assert.match(stderr, /alice connected from tcp:\/\/127\.0\.0\.1:\d+ with X25519\+ML-KEM-768/u);
  });

  test('prints JSON lines on wish: where it listens, then messages with their exact bytes', async (t) => {
    const { alice, bob, bobId, aliceId } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['listen', '--json']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    await client.establishSecureChannel(bobId, { address });
    await client.sendSecureMessage(bobId, Uint8Array.of(0, 255, 10));
    const { code, stdout } = await command.end('SIGTERM');
    assert.equal(code, 0);
    const [listening, message] = documentsOf(stdout);
    assert.deepEqual(listening, { schemaVersion: 1, event: 'listening', peerId: bobId, addresses: [address] });
    assert.equal(message?.['event'], 'message');
    assert.equal(message['peerId'], aliceId);
    assert.equal(message['name'], 'alice');
    assert.deepEqual([...Buffer.from(String(message['base64']), 'base64')], [0, 255, 10]);
    assert.equal(new Date(String(message['receivedAt'])).toJSON(), message['receivedAt']);
  });

  test('turns away strangers, and remembers them when told to trust on first use', async (t) => {
    const bob = new User(t);
    const alice = new User(t);
    const [bobId, aliceId] = await Promise.all([withIdentity(bob), withIdentity(alice)]);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());

    const strict = await startListening(t, bob, ['listen']);
    await assert.rejects(client.establishSecureChannel(bobId, { address: strict.address }));
    await strict.command.printed(/security: handshake failed \(role responder, code PEER_UNKNOWN, peer qf1/u, 'stderr');
    await strict.command.end('SIGTERM');

    const open = await startListening(t, bob, ['listen', '--trust-on-first-use']);
    await client.establishSecureChannel(bobId, { address: open.address });
    const [record] = (await TrustStore.open(bob.peersPath)).list();
    assert.equal(record?.peerId, aliceId);
    assert.equal(record.firstUse, true);
  });

  test('sends the lines of its input to whoever is connected, with --reply', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { command, address } = await startListening(t, bob, ['listen', '--reply'], { stdin: 'pipe' });
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    const channel = await client.establishSecureChannel(bobId, { address });
    await command.printed(/alice connected/u, 'stderr');
    command.child.stdin?.write('welcome\n');
    for await (const message of channel) {
      assert.equal(Buffer.from(message).toString(), 'welcome');
      break;
    }
    // The end of input is not the end of the service.
    command.child.stdin?.end();
    await client.sendSecureMessage(bobId, 'still there?');
    await command.printed(/still there\?/u);
  });

  test('resets streams, since it takes only messages', async (t) => {
    const { alice, bob, bobId } = await trustingPair(t);
    const { address } = await startListening(t, bob, ['listen']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    const channel = await client.establishSecureChannel(bobId, { address });
    await assert.rejects(channel.openStream(new Uint8Array(0)).readExactly(1), /only messages are taken here/u);
    await client.sendSecureMessage(bobId, 'goes on');
  });

  test('says so when it cannot listen', async (t) => {
    const { bob } = await trustingPair(t);
    const { address } = await startListening(t, bob, ['listen']);
    assertFailure(await bob.run(['listen', '--address', address]), 'PORT_IN_USE');
    assertFailure(await bob.run(['listen', '--address', 'tcp://localhost']), 'ADDRESS_INVALID');
    assertFailure(await bob.run(['listen', '--address', 'tcp://192.0.2.1:7700']), 'LISTEN_FAILED');
  });
});
