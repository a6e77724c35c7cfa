import assert from 'node:assert/strict';
import { publicKeyToProtobuf } from '@libp2p/crypto/keys';
import { SecretBytes } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { decodeIdentityProof } from '../../../src/libp2p/identity-proof.ts';
import { KeyChain } from '../../../src/libp2p/key-chain.ts';
import { RecordReader, sealRecord } from '../../../src/libp2p/record.ts';
import { encodePacket, envelopeFor } from '../../../src/nats/packet.ts';
import { decodeFrame, encodeFrame, type SubjectFrame } from '../../../src/nats/subject-frame.ts';
import { alice } from '../../libp2p/session-rig.ts';
import { MessagingPeer } from '../../messaging/peer-rig.ts';
import { decoder, type FuzzTarget } from '../fuzz-target.ts';

const key = publicKeyToProtobuf(alice.privateKey.publicKey);
const chain = (): KeyChain => new KeyChain(SecretBytes.copyOf(new Uint8Array(32)), nativeBackend);

/** What the records say, and whether the end was stated; the same however the bytes are cut. */
function readIn(unverified: Uint8Array, chunkBytes: number): string {
  const reader = new RecordReader(chain());
  const heard: string[] = [];
  try {
    for (let at = 0; at < unverified.length; at += chunkBytes) {
      for (const plaintext of reader.read(unverified.subarray(at, at + chunkBytes))) {
        heard.push(Buffer.from(plaintext).toString('hex'));
      }
    }
  } catch (error) {
    heard.push((error as { code: string }).code);
  }
  return heard.join();
}

using bob = await MessagingPeer.make();
using carol = await MessagingPeer.make();
const sealed = (await bob.seal(new Uint8Array(20), [bob, carol])).map(({ envelope }) => envelope);

const frames: readonly Omit<SubjectFrame, 'data'>[] = [
  { kind: 'message', subject: 'orders.new' },
  { kind: 'request', subject: 'price', reply: '_INBOX.7' },
  { kind: 'answer', subject: '_INBOX.7' },
];

/** What the adapters take from the network. */
export const adapterTargets: readonly FuzzTarget[] = [
  decoder(
    'libp2p-proof',
    (chances) => Buffer.concat([Uint8Array.of(0, key.length), key, chances.bytes(64)]),
    decodeIdentityProof,
    ({ publicKey, signature }, unverified) => {
      const written = publicKeyToProtobuf(publicKey);
      assert.deepEqual(
        Buffer.concat([Uint8Array.of(written.length >> 8, written.length & 0xff), written, signature]),
        Buffer.from(unverified),
      );
    },
  ),
  decoder(
    'libp2p-records',
    (chances) => {
      const keys = chain();
      const records = Array.from({ length: chances.between(1, 4) }, () => {
        return sealRecord(keys, [chances.bytes(chances.between(1, 40))]);
      });
      return Buffer.concat(chances.happens(0.3) ? [...records, sealRecord(keys, [])] : records);
    },
    (unverified) => {
      const whole = readIn(unverified, Math.max(1, unverified.length));
      for (const chunkBytes of [1, 3, 17]) assert.equal(readIn(unverified, chunkBytes), whole);
      return [...new RecordReader(chain()).read(unverified)];
    },
  ),
  decoder(
    'nats-frame',
    (chances) => encodeFrame({ ...chances.pick(frames), data: chances.bytes(chances.between(0, 40)) }),
    decodeFrame,
    (frame, unverified) => assert.deepEqual(Buffer.from(encodeFrame(frame)), Buffer.from(unverified)),
  ),
  decoder(
    'nats-packet',
    (chances) => encodePacket(chances.happens(0.5) ? sealed : sealed.slice(1)),
    (unverified) => envelopeFor(carol.peerId, unverified),
    (envelope, unverified) => {
      // A packet of one has one form; of several, the others' heads are none of ours.
      if (unverified[5] === 1) assert.deepEqual(Buffer.from(encodePacket([envelope])), Buffer.from(unverified));
    },
  ),
];
