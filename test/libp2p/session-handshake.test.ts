import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { describe, test } from 'node:test';
import type { MultiaddrConnection, StreamMessageEvent } from '@libp2p/interface';
import { byteStream } from '@libp2p/utils';
import { nativeBackend } from '../../src/crypto/index.ts';
import { NoiseHandshake, parseNoiseProtocol } from '../../src/handshake/index.ts';
import { MAX_HANDSHAKE_PACKET_BYTES } from '../../src/libp2p/session-handshake.ts';
import { alice, bob, closeOf, connectionPair, mallory, secure } from './session-rig.ts';

/** Changes what one end gets of the packets that are sent to it; undefined keeps one back. */
function tap(
  connection: MultiaddrConnection,
  change: (bytes: Uint8Array, index: number) => Uint8Array | undefined,
): void {
  let index = 0;
  const { onData } = connection as unknown as { onData: (data: Uint8Array) => void };
  Object.assign(connection, {
    onData: (data: { subarray(): Uint8Array }) => {
      const changed = change(data.subarray().slice(), index);
      index += 1;
      if (changed !== undefined) onData.call(connection, changed);
    },
  });
}

interface RawSession {
  read(): Promise<Uint8Array>;
  write(packet: Uint8Array): void;
  open(packet: Uint8Array): Uint8Array;
  seal(proof: Uint8Array): Uint8Array;
}

/** The first two messages, as the specification has them and without the code under test. */
async function keysWith(connection: MultiaddrConnection, role: 'initiator' | 'responder'): Promise<RawSession> {
  const protocol = parseNoiseProtocol('Noise_hybridNN_25519+MLKEM768_AESGCM_SHA512');
  const prologue = new TextEncoder().encode('/qforge/hybrid/1.0.0');
  const noise = new NoiseHandshake({ protocol, role, backend: nativeBackend, prologue });
  const bytes = byteStream(connection);
  const read = async (): Promise<Uint8Array> => {
    const length = (await bytes.read({ bytes: 2 })).getUint16(0);
    return (await bytes.read({ bytes: length })).subarray();
  };
  const write = (packet: Uint8Array): void => {
    connection.send(Buffer.concat([Uint8Array.of(packet.length >> 8, packet.length & 0xff), packet]));
  };
  while (!noise.isComplete) {
    if (noise.turn === 'write') write(noise.writeMessage());
    else noise.readMessage(await read());
  }
  const other = role === 'initiator' ? 'responder' : 'initiator';
  const [own, peers] = [role, other].map((side) => {
    const chain = noise.exportSecret(`qforge libp2p ${side} v1`, 32).expose();
    return new Uint8Array(hkdfSync('sha512', chain, new Uint8Array(64), 'qforge libp2p key v1', 32));
  });
  assert.ok(own !== undefined && peers !== undefined);
  const aead = nativeBackend.aead('AES-256-GCM');
  const nonce = new Uint8Array(12);
  return {
    read,
    write,
    open: (packet) => aead.openOnce(peers, nonce, packet),
    seal: (proof) => aead.sealOnce(own, nonce, proof),
  };
}

describe('a handshake between two nodes of libp2p', () => {
  test('ends in the PeerId of each at the other', async () => {
    const [from, to] = connectionPair();
    const [out, into] = await Promise.all([secure('initiator', from, alice), secure('responder', to, bob)]);
    assert.equal(out.remotePeer.toString(), bob.peerId.toString());
    assert.equal(into.remotePeer.toString(), alice.peerId.toString());
  });

  test('refuses another responder than the one expected, which does not learn who called', async () => {
    const [from, to] = connectionPair();
    const heard: Uint8Array[] = [];
    tap(to, (bytes) => {
      heard.push(bytes);
      return bytes;
    });
    const ends = await Promise.allSettled([
      secure('initiator', from, alice, { remotePeer: mallory.peerId }),
      secure('responder', to, bob),
    ]);
    const [out, into] = ends;
    assert.equal(out.status === 'rejected' && (out.reason as Error).name, 'UnexpectedPeerError');
    assert.equal(into.status, 'rejected');
    assert.equal(heard.length, 1, 'nothing came but the first message');
  });

  test('refuses another initiator than the one expected', async () => {
    const [from, to] = connectionPair();
    const [, into] = await Promise.allSettled([
      secure('initiator', from, alice, { remotePeer: bob.peerId }),
      secure('responder', to, bob, { remotePeer: mallory.peerId }),
    ]);
    assert.equal(into.status === 'rejected' && (into.reason as Error).name, 'UnexpectedPeerError');
  });

  test('fails at whatever bit of it is changed, and closes', async () => {
    for (const packet of [0, 1, 2]) {
      for (const at of [0, 1, 2, 40, -17, -1]) {
        const [from, to] = connectionPair();
        const change = (bytes: Uint8Array, index: number): Uint8Array => {
          const place = at < 0 ? bytes.length + at : at;
          if (index === Math.floor(packet / 2)) bytes[place] = (bytes[place] ?? 0) ^ 1;
          return bytes;
        };
        tap(packet === 1 ? from : to, change);
        const closed = closeOf(from);
        const signal = AbortSignal.timeout(300);
        const ends = await Promise.allSettled([
          secure('initiator', from, alice, { remotePeer: bob.peerId, signal }),
          secure('responder', to, bob, { signal }),
        ]);
        assert.equal(ends[1].status, 'rejected', `packet ${packet}, byte ${at}`);
        if (ends[0].status === 'rejected') await closed;
      }
    }
  });

  test('does not take a proof that was made for another session', async () => {
    // Alice calls bob and reaches mallory, who calls bob herself and hands on what he says of himself.
    const [toMallory, fromAlice] = connectionPair();
    const [toBob, fromMallory] = connectionPair();
    const answered = assert.rejects(secure('responder', fromMallory, bob));
    const called = assert.rejects(secure('initiator', toMallory, alice, { remotePeer: bob.peerId }), {
      code: 'HANDSHAKE_FAILED',
    });
    const [withAlice, withBob] = await Promise.all([keysWith(fromAlice, 'responder'), keysWith(toBob, 'initiator')]);
    const proof = withBob.open(await withBob.read());
    assert.ok(Buffer.from(proof).includes(bob.privateKey.publicKey.raw), 'it is the proof of bob');
    withAlice.write(withAlice.seal(proof));
    await called;
    await toBob.close();
    await answered;
  });

  test('refuses packets that are too long before they come, and empty ones', async () => {
    for (const length of [0, MAX_HANDSHAKE_PACKET_BYTES + 1, 0xffff]) {
      const [from, to] = connectionPair();
      const secured = secure('responder', to, bob);
      from.send(Uint8Array.of(length >> 8, length & 0xff));
      await assert.rejects(secured, { code: 'HANDSHAKE_FAILED' });
    }
  });

  test('ends with its signal, and with its connection', async () => {
    const [, to] = connectionPair();
    const abort = new AbortController();
    const secured = secure('responder', to, bob, { signal: abort.signal });
    const closed = closeOf(to);
    abort.abort(new Error('enough'));
    await assert.rejects(secured);
    assert.ok((await closed) instanceof Error);

    const [from, other] = connectionPair();
    const cut = assert.rejects(secure('responder', other, bob));
    await from.close();
    await cut;
  });

  test('leaves what comes at once behind it to the stream', async () => {
    const [from, to] = connectionPair();
    const later = Promise.withResolvers<string>();
    const responder = secure('responder', to, bob).then(({ connection }) => {
      connection.addEventListener('message', ({ data }: StreamMessageEvent) => {
        later.resolve(Buffer.from(data.subarray()).toString());
      });
    });
    const { connection } = await secure('initiator', from, alice);
    connection.send(Buffer.from('at once'));
    await responder;
    assert.equal(await later.promise, 'at once');
  });
});
