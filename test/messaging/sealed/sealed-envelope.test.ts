import assert from 'node:assert/strict';
import test from 'node:test';
import { concatBytes, isQForgeError } from '../../../src/base/index.ts';
import { MAX_ENVELOPE_BYTES } from '../../../src/messaging/index.ts';
import { CONTENT_KEY_BYTES, decodeEnvelope, encodeHeader } from '../../../src/messaging/sealed/sealed-envelope.ts';
import { defaultSealedSuite } from '../../../src/messaging/sealed/sealed-suite.ts';
import { MessagingPeer, TOMORROW_MS } from '../peer-rig.ts';
import { specText, written } from '../spec-text.ts';

const bob = await MessagingPeer.make();
const suite = defaultSealedSuite;
const header = {
  suite,
  recipient: bob.peerId,
  prekeyId: '01'.repeat(16),
  messageId: '02'.repeat(16),
  expiresAtMs: TOMORROW_MS,
};
const encoded = encodeHeader(header);
const shortest = concatBytes(encoded, new Uint8Array(suite.encapsulatedBytes + CONTENT_KEY_BYTES + 16 + 16));

function refused(unverified: Uint8Array, code: 'SEALED_INVALID' | 'SEALED_SUITE_UNKNOWN' | 'SEALED_TOO_LARGE'): void {
  assert.throws(
    () => decodeEnvelope(unverified),
    (error) => isQForgeError(error, code),
  );
}

test('an envelope comes apart as it was put together, at the places of the specification', () => {
  const envelope = decodeEnvelope(concatBytes(shortest, Uint8Array.of(7)));
  for (const [name, value] of Object.entries(header)) assert.deepEqual(envelope[name as keyof typeof header], value);
  assert.deepEqual(envelope.header, encoded);
  assert.equal(envelope.sealedContent.length, 17);
  assert.ok(specText('sealed-messages').includes(`header, ${encoded.length} bytes`));
  assert.ok(specText('sealed-messages').includes(`at most ${written(MAX_ENVELOPE_BYTES)} bytes`));
  assert.equal(encoded.length + suite.encapsulatedBytes + 48, 1243);
});

test('what is too short, too long, or of another version or suite is refused before anything is made of it', () => {
  decodeEnvelope(shortest);
  for (const length of [0, 1, 3, 74, 75, 1194, 1243, shortest.length - 1]) {
    refused(shortest.subarray(0, length), 'SEALED_INVALID');
  }
  refused(new Uint8Array(MAX_ENVELOPE_BYTES + 1), 'SEALED_TOO_LARGE');
  const changed = (at: number, value: number): Uint8Array => {
    const copy = shortest.slice();
    copy[at] = value;
    return copy;
  };
  refused(changed(0, 2), 'SEALED_INVALID');
  refused(changed(2, 9), 'SEALED_SUITE_UNKNOWN');
  // Beyond 2^53.
  refused(changed(67, 0xff), 'SEALED_INVALID');
});
