import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ErrorCode, isQForgeError, utf8 } from '../../src/base/index.ts';
import { encodePacket, envelopeFor, isPacket } from '../../src/nats/packet.ts';
import { MessagingPeer } from '../messaging/peer-rig.ts';

const HEAD_BYTES = 75 + 1120 + 48;
const code = (wanted: ErrorCode) => (error: unknown) => isQForgeError(error, wanted);

describe('packets', () => {
  test('carry the heads of all recipients and their content once', async () => {
    using alice = await MessagingPeer.make();
    using bob = await MessagingPeer.make();
    using carol = await MessagingPeer.make();
    const envelopes = (await alice.seal(new Uint8Array(10_000), [bob, carol])).map(({ envelope }) => envelope);
    const packet = encodePacket(envelopes);
    assert.deepEqual(
      Buffer.from(packet.subarray(0, 8)),
      Buffer.from([...utf8('QFN1'), 0, 2, HEAD_BYTES >> 8, HEAD_BYTES & 255]),
    );
    assert.equal(packet.length, 8 + HEAD_BYTES + (envelopes[0]?.length ?? 0));
    assert.equal(isPacket(packet), true);
    for (const [index, { peerId }] of [bob, carol].entries()) {
      assert.deepEqual(Buffer.from(envelopeFor(peerId, packet)), Buffer.from(envelopes[index] ?? []));
    }
    assert.throws(() => envelopeFor(alice.peerId, packet), code('SEALED_NOT_FOR_US'));
  });

  test('have one form: other counts and lengths are refused', async () => {
    using alice = await MessagingPeer.make();
    const packet = encodePacket((await alice.seal(new Uint8Array(5000), [alice])).map(({ envelope }) => envelope));
    const changed = (at: number, value: number): Uint8Array => Uint8Array.from(packet).fill(value, at, at + 1);
    for (const [at, value] of [
      [5, 0],
      [4, 255],
      // A longer head with a shorter content behind it is the same envelope.
      [6, 5],
      [7, 220],
      [0, 0],
    ] as const) {
      assert.throws(() => envelopeFor(alice.peerId, changed(at, value)), code('SEALED_INVALID'), `byte ${at}`);
    }
    assert.throws(() => envelopeFor(alice.peerId, packet.subarray(0, 900)), code('SEALED_INVALID'));
    assert.equal(isPacket(changed(0, 0)), false);
    assert.equal(isPacket(new Uint8Array()), false);
  });
});
