import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { encodeFrame, firstLink, journalHead, scanJournal } from '../../../src/validator/journal/journal-frame.ts';
import { flipped } from '../../crypto/damage.ts';
import { assertRefused } from '../../crypto/refusal.ts';

const sha256 = nativeBackend.hash('SHA-256');
const purpose = sha256.digest(utf8('test'));
const payloads = ['first', '', 'the third one, which is longer'].map((text) => utf8(text));

function image(): { bytes: Uint8Array; ends: readonly number[] } {
  let [bytes, link] = [journalHead(purpose), firstLink(sha256, journalHead(purpose))];
  const ends = [bytes.length];
  for (const payload of payloads) {
    const frame = encodeFrame(sha256, link, payload);
    bytes = new Uint8Array([...bytes, ...frame.bytes]);
    link = frame.link;
    ends.push(bytes.length);
  }
  return { bytes, ends };
}

function payloadsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return scanJournal(sha256, bytes, purpose).frames.map(({ offset, length }) => bytes.slice(offset, offset + length));
}

test('what was written is found', () => {
  const { bytes } = image();
  assert.deepEqual(payloadsOf(bytes), payloads);
  assert.equal(scanJournal(sha256, bytes, purpose).isTorn, false);
});

test('cut anywhere, every frame before the cut is found, and the rest counts as never written', () => {
  const { bytes, ends } = image();
  for (let length = journalHead(purpose).length; length < bytes.length; length++) {
    const scan = scanJournal(sha256, bytes.slice(0, length), purpose);
    const whole = ends.filter((end) => end <= length).length - 1;
    assert.equal(scan.frames.length, whole);
    assert.equal(scan.end, ends[whole]);
    assert.equal(scan.isTorn, !ends.includes(length));
  }
});

test('every flipped bit is found', () => {
  const { bytes } = image();
  for (let index = 0; index < bytes.length; index++) {
    for (let bit = 0; bit < 8; bit++) {
      assertRefused('MALFORMED', () => scanJournal(sha256, flipped(bytes, index, 1 << bit), purpose));
    }
  }
});

test('a frame that is left out, moved, or of another journal is found', () => {
  const { bytes, ends } = image();
  const [head = 0, one = 0, two = 0] = ends;
  const without = new Uint8Array([...bytes.slice(0, head), ...bytes.slice(one)]);
  const swapped = new Uint8Array([...bytes.slice(0, head), ...bytes.slice(one, two), ...bytes.slice(head, one)]);
  for (const other of [without, swapped, bytes.slice(0, 39), new Uint8Array(0)]) {
    assertRefused('MALFORMED', () => scanJournal(sha256, other, purpose));
  }
  assertRefused('MALFORMED', () => scanJournal(sha256, bytes, sha256.digest(utf8('another'))));
});

test('zeros behind the last frame are a write that never came to be', () => {
  const { bytes } = image();
  const longer = new Uint8Array(bytes.length + 100);
  longer.set(bytes);
  assert.deepEqual(payloadsOf(longer), payloads);
  longer[bytes.length + 50] = 1;
  assertRefused('MALFORMED', () => payloadsOf(longer));
});

test('a frame of a claimed length over the limit is refused', () => {
  const before = firstLink(sha256, journalHead(purpose));
  const { bytes } = encodeFrame(sha256, before, new Uint8Array(8_388_609));
  assertRefused('MALFORMED', () =>
    scanJournal(sha256, new Uint8Array([...journalHead(purpose), ...bytes.slice(0, 100)]), purpose),
  );
});
