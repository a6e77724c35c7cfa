import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { StreamlinedSecureClient } from '../../../src/client/index.ts';
import { assertFailure, onlyDocument, startListening, trustingPair, User } from '../command-line.ts';

describe('qforge status', () => {
  test('ends with 1 when nothing runs, as text and as JSON', async (t) => {
    const user = new User(t);
    assertFailure(await user.run(['status']), 'NOT_RUNNING');
    const ended = await user.run(['status', '--json']);
    assert.equal(ended.code, 1);
    assert.deepEqual(onlyDocument(ended)['processes'], []);
  });

  test('shows every process of the user with its peers', async (t) => {
    const { alice, bob, aliceId, bobId } = await trustingPair(t);
    const first = await startListening(t, bob, ['listen']);
    const second = await startListening(t, bob, ['receive']);
    const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
    t.after(() => client.shutdown());
    await client.establishSecureChannel(bobId, { address: first.address });
    await client.sendSecureMessage(bobId, 'x'.repeat(1000));

    const { processes } = onlyDocument(await bob.run(['status', '--json'])) as {
      processes: { pid: number; command: string; peerId: string; listen: string[]; peers: Record<string, unknown>[] }[];
    };
    const listener = processes.find(({ pid }) => pid === first.command.child.pid);
    const receiver = processes.find(({ pid }) => pid === second.command.child.pid);
    assert.equal(processes.length, 2);
    assert.deepEqual([listener?.command, receiver?.command], ['listen', 'receive']);
    assert.deepEqual([listener?.listen, receiver?.listen], [[first.address], [second.address]]);
    assert.equal(listener?.peerId, bobId);
    const [peer = {}] = listener.peers;
    assert.deepEqual(
      ['peerId', 'name', 'direction', 'suite', 'quantumKeys', 'messagesIn'].map((field) => peer[field]),
      [aliceId, 'alice', 'incoming', 'X25519+ML-KEM-768/AES-256-GCM/SHA-512', 'none', 1],
    );
    assert.ok(Number(peer['rxBytes']) > 1000);
    assert.ok(Number(peer['handshakeMs']) > 0);
    assert.deepEqual(receiver?.peers, []);

    const { stdout, code } = await bob.run(['status']);
    assert.equal(code, 0);
    const lines = stdout.split('\n').map((line) => line.split('\t'));
    assert.deepEqual(
      Object.entries(Object.groupBy(lines, ([kind = '']) => kind)).map(([kind, all]) => [kind, all?.length]),
      [
        ['process', 2],
        ['peer', 1],
        ['', 1],
      ],
    );
    assert.equal(lines.find(([kind]) => kind === 'peer')?.[1], String(first.command.child.pid));
  });

  test('forgets processes that were killed', async (t) => {
    const { bob } = await trustingPair(t);
    const { command } = await startListening(t, bob, ['listen']);
    assert.equal(readdirSync(join(bob.home, 'run', 'qforge')).length, 1);
    await command.end('SIGKILL');
    assertFailure(await bob.run(['status']), 'NOT_RUNNING');
    assert.deepEqual(readdirSync(join(bob.home, 'run', 'qforge')), []);
  });

  test('does not see what ended in order', async (t) => {
    const { bob } = await trustingPair(t);
    const { command } = await startListening(t, bob, ['listen']);
    await command.end('SIGTERM');
    assert.deepEqual(readdirSync(join(bob.home, 'run', 'qforge')), []);
  });
});
