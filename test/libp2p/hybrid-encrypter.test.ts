import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { noise } from '@chainsafe/libp2p-noise';
import type { Connection, Libp2p, Stream } from '@libp2p/interface';
import { plaintext } from '@libp2p/plaintext';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { createLibp2p, type Libp2pOptions } from 'libp2p';
import { drained } from '../../src/libp2p/drained.ts';
import { HYBRID_PROTOCOL, hybridEncrypter } from '../../src/libp2p/index.ts';
import { RecordingMetrics } from '../resilience/recording-sinks.ts';
import { alice, bob, closeOf, connectionPair, mallory, type Party, secure } from './session-rig.ts';

const PROTOCOL = '/test/shout/1.0.0';
type Encrypters = NonNullable<Libp2pOptions['connectionEncrypters']>;

/** A real node on a port of this machine, that answers in capitals. */
async function startNode(party: Party, connectionEncrypters: Encrypters = [hybridEncrypter()]): Promise<Libp2p> {
  const node = await createLibp2p({
    privateKey: party.privateKey,
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters,
    streamMuxers: [yamux()],
  });
  await node.handle(PROTOCOL, async (stream: Stream) => {
    for await (const chunk of stream) {
      stream.send(Buffer.from(Buffer.from(chunk.subarray()).toString('latin1').toUpperCase(), 'latin1'));
    }
    await stream.close();
  });
  return node;
}

async function withNodes(
  encrypters: readonly [Encrypters | undefined, Encrypters | undefined],
  use: (caller: Libp2p, answerer: Libp2p) => Promise<void>,
): Promise<void> {
  const [caller, answerer] = await Promise.all([startNode(alice, encrypters[0]), startNode(bob, encrypters[1])]);
  try {
    await use(caller, answerer);
  } finally {
    await Promise.all([caller.stop(), answerer.stop()]);
  }
}

function addressOf(node: Libp2p): ReturnType<Libp2p['getMultiaddrs']>[number] {
  const [address] = node.getMultiaddrs();
  assert.ok(address !== undefined);
  return address;
}

async function shout(connection: Connection, text: string): Promise<string> {
  const stream = await connection.newStream(PROTOCOL);
  const answer = (async (): Promise<string> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream) chunks.push(chunk.subarray().slice());
    return Buffer.concat(chunks).toString('latin1');
  })();
  for (let at = 0; at < text.length; at += 50_000) {
    if (!stream.send(Buffer.from(text.slice(at, at + 50_000), 'latin1'))) await drained(stream);
  }
  await stream.close();
  return answer;
}

/** Between two nodes: hands bytes on, and flips one bit of what the caller sends after so many of them. */
async function tamperingProxy(
  port: number,
  after: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((caller: Socket) => {
    const target = connect(port, '127.0.0.1');
    let seen = 0;
    caller.on('data', (chunk: Buffer) => {
      const place = after - seen;
      if (place >= 0 && place < chunk.length) chunk[place] = (chunk[place] ?? 0) ^ 1;
      seen += chunk.length;
      target.write(chunk);
    });
    target.pipe(caller);
    for (const [one, other] of [[caller, target] as const, [target, caller] as const]) {
      one.on('close', () => other.destroy());
      one.on('error', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('two nodes of libp2p over TCP', { timeout: 600_000 }, () => {
  test('run a protocol over a hybrid session, in both directions', async () => {
    await withNodes([undefined, undefined], async (caller, answerer) => {
      const connection = await caller.dial(addressOf(answerer));
      assert.equal(connection.encryption, HYBRID_PROTOCOL);
      assert.equal(connection.remotePeer.toString(), bob.peerId.toString());
      assert.equal(await shout(connection, 'hello'), 'HELLO');
      const large = 'abcdefghij'.repeat(60_000);
      assert.equal(await shout(connection, large), large.toUpperCase());
      const [back] = answerer.getConnections(caller.peerId);
      assert.ok(back !== undefined);
      assert.equal(await shout(back, 'from the other side'), 'FROM THE OTHER SIDE');
    });
  });

  test('tell each other when a connection closes', async () => {
    await withNodes([undefined, undefined], async (caller, answerer) => {
      const connection = await caller.dial(addressOf(answerer));
      const [other] = answerer.getConnections();
      assert.ok(other !== undefined);
      const closed = once(other as unknown as EventTarget, 'close');
      await connection.close();
      await closed;
      assert.equal(answerer.getConnections().length, 0);
    });
  });

  test('refuse each other when another PeerId was expected', async () => {
    await withNodes([undefined, undefined], async (caller, answerer) => {
      const address = addressOf(answerer).decapsulate('/p2p').encapsulate(`/p2p/${mallory.peerId.toString()}`);
      await assert.rejects(caller.dial(address), /EncryptionFailed|PeerId|not mallory|expected/u);
      assert.equal(caller.getConnections().length, 0);
    });
  });

  test('have no connection where one of them offers another encryption alone', async () => {
    for (const other of [plaintext(), noise()]) {
      await withNodes([undefined, [other]], async (caller, answerer) => {
        await assert.rejects(caller.dial(addressOf(answerer)), { name: 'EncryptionFailedError' });
        await assert.rejects(answerer.dial(addressOf(caller)), { name: 'EncryptionFailedError' });
        assert.deepEqual([caller.getConnections().length, answerer.getConnections().length], [0, 0]);
      });
    }
  });

  test('lose the connection over one bit that was changed on the way', async () => {
    await withNodes([undefined, undefined], async (caller, answerer) => {
      const target = Number(
        addressOf(answerer)
          .getComponents()
          .find(({ name }) => name === 'tcp')?.value,
      );
      const proxy = await tamperingProxy(target, 20_000);
      try {
        const address = addressOf(caller)
          .decapsulate('/tcp')
          .encapsulate(`/tcp/${proxy.port}/p2p/${bob.peerId.toString()}`);
        const connection = await caller.dial(address);
        const closed = once(connection as unknown as EventTarget, 'close');
        const answer = shout(connection, 'abcdefghij'.repeat(10_000));
        await closed;
        const heard = await answer.catch(() => '');
        assert.ok(heard.length < 100_000, 'what stood in the changed record did not arrive');
        assert.equal(connection.status === 'open', false);
      } finally {
        proxy.server.close();
      }
    });
  });
});

describe('what the encrypter counts', () => {
  test('handshakes, by role and result', async () => {
    const metrics = new RecordingMetrics();
    const [from, to] = connectionPair();
    await Promise.all([secure('initiator', from, alice, { metrics }), secure('responder', to, bob, { metrics })]);
    const [again, answer] = connectionPair();
    const closed = closeOf(answer);
    const expected = { metrics, remotePeer: mallory.peerId };
    await Promise.allSettled([secure('initiator', again, alice, expected), secure('responder', answer, bob)]);
    await closed;
    assert.deepEqual(Object.fromEntries(metrics.values), {
      'qforge_libp2p_handshakes_total{role=initiator,result=ok}': 1,
      'qforge_libp2p_handshakes_total{role=responder,result=ok}': 1,
      'qforge_libp2p_handshakes_total{role=initiator,result=peer-unexpected}': 1,
    });
  });
});
