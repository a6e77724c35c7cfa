import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { knownAnswerBackend } from '../../src/crypto/known-answer.ts';
import { NoiseHandshake, parseNoiseProtocol } from '../../src/handshake/index.ts';
import { listedCoins } from './counting-coins.ts';
import { assertBytes, exchange, fromHex, toHex } from './handshake-pair.ts';

interface HfsVector {
  readonly description: string;
  readonly static_i_private: string;
  readonly static_r_private: string;
  readonly ephemeral_dh_i_private: string;
  readonly ephemeral_dh_r_private: string;
  readonly ephemeral_kem_i_seed: string;
  readonly encap_seed_hex: string;
  readonly prologue: string;
  readonly msg_a: string;
  readonly msg_b: string;
  readonly msg_c: string;
  readonly handshake_hash: string;
  readonly cs1_k: string;
  readonly cs2_k: string;
}

const FILE = new URL('../../testdata/vectors/noise/libp2p-xxhfs/xxhfs-mlkem768-regenerated.json', import.meta.url);
const { protocol: name, vectors } = JSON.parse(readFileSync(FILE, 'utf8')) as {
  protocol: string;
  vectors: HfsVector[];
};

test('the vectors of XXhfs are complete', () => {
  assert.equal(vectors.length, 5);
});

for (const vector of vectors) {
  test(`${vector.description} comes out byte for byte`, () => {
    const protocol = parseNoiseProtocol(name);
    const backend = knownAnswerBackend(
      listedCoins(
        fromHex(vector.ephemeral_dh_i_private),
        fromHex(vector.ephemeral_kem_i_seed),
        fromHex(vector.ephemeral_dh_r_private),
        fromHex(vector.encap_seed_hex),
      ),
    );
    const side = (role: NoiseHandshake['role'], privateKey: string): NoiseHandshake =>
      new NoiseHandshake({
        protocol,
        role,
        backend,
        prologue: fromHex(vector.prologue),
        localStatic: { dh: backend.diffieHellman('X25519').fromPrivateBytes(fromHex(privateKey)) },
      });
    const pair = {
      initiator: side('initiator', vector.static_i_private),
      responder: side('responder', vector.static_r_private),
    };
    for (const message of [vector.msg_a, vector.msg_b, vector.msg_c]) assertBytes(exchange(pair), message, 'a message');
    assert.equal(toHex(pair.responder.handshakeHash), vector.handshake_hash);

    const { send, receive } = pair.initiator.split();
    const aead = backend.aead('ChaCha20-Poly1305');
    const [empty, firstNonce, text] = [new Uint8Array(0), new Uint8Array(12), new Uint8Array(5)];
    const sealedBy = (key: string): Uint8Array => aead.importKey(fromHex(key)).seal(firstNonce, text, empty);
    assert.deepEqual(send.encrypt(empty, text), sealedBy(vector.cs1_k));
    assert.deepEqual(receive.decrypt(empty, sealedBy(vector.cs2_k)), text);
  });
}
