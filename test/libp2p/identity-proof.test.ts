import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { generateKeyPair, publicKeyToProtobuf } from '@libp2p/crypto/keys';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import {
  decodeIdentityProof,
  readIdentityProof,
  type SessionStatement,
  writeIdentityProof,
} from '../../src/libp2p/identity-proof.ts';
import { alice, bob, mallory } from './session-rig.ts';

const handshakeHash = new Uint8Array(64).fill(3);
const statement: SessionStatement = { role: 'initiator', handshakeHash, peer: bob.peerId };
const refused = { code: 'HANDSHAKE_FAILED' };

describe('the proof of an identity of libp2p', () => {
  for (const type of ['Ed25519', 'secp256k1', 'RSA'] as const) {
    test(`holds for a key of ${type}`, async () => {
      const privateKey = await (type === 'RSA' ? generateKeyPair(type, 2048) : generateKeyPair(type));
      const proof = await writeIdentityProof(privateKey, statement);
      const peer = await readIdentityProof(proof, statement);
      assert.equal(peer.toString(), peerIdFromPrivateKey(privateKey).toString());
    });
  }

  test('holds for one session, one role and one peer alone', async () => {
    const proof = await writeIdentityProof(alice.privateKey, statement);
    const others: readonly SessionStatement[] = [
      { ...statement, handshakeHash: new Uint8Array(64).fill(4) },
      { ...statement, role: 'responder' },
      { ...statement, peer: mallory.peerId },
      { ...statement, peer: undefined },
    ];
    for (const other of others) await assert.rejects(readIdentityProof(proof, other), refused);
  });

  test('is not made by another key than the one it shows', async () => {
    const [own, other] = await Promise.all(
      [alice, mallory].map(({ privateKey }) => writeIdentityProof(privateKey, statement)),
    );
    assert.ok(own !== undefined && other !== undefined);
    const forged = Buffer.concat([own.subarray(0, own.length - 64), other.subarray(other.length - 64)]);
    await assert.rejects(readIdentityProof(forged, statement), refused);
  });

  test('is refused when it is cut, or changed anywhere', async () => {
    const proof = await writeIdentityProof(alice.privateKey, statement);
    for (let length = 0; length < proof.length; length += 7) {
      await assert.rejects(readIdentityProof(proof.subarray(0, length), statement), refused);
    }
    for (let at = 0; at < proof.length; at++) {
      const changed = Uint8Array.from(proof);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await assert.rejects(readIdentityProof(changed, statement), refused, `byte ${at}`);
    }
  });

  test('is refused for a key that no PeerId stands for', async () => {
    const { publicKey } = await generateKeyPair('ECDSA');
    const key = publicKeyToProtobuf(publicKey);
    const proof = Buffer.concat([Uint8Array.of(0, key.length), key, new Uint8Array(64)]);
    await assert.rejects(readIdentityProof(proof, statement), refused);
  });

  test('that is no proof at all is refused with a reason', () => {
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0, 9, 1), new Uint8Array(80)]) {
      assert.throws(() => decodeIdentityProof(bytes), refused);
    }
  });
});
