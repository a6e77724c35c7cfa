import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import test from 'node:test';
import { digestPrefix, digestText } from '../../src/client/file-digest.ts';
import { nativeBackend } from '../../src/crypto/index.ts';

const sha256 = nativeBackend.hash('SHA-256');

const pieces = (...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> => Readable.from(parts);

test('the digest of nothing is that of FIPS 180-4', async () => {
  const { digest } = await digestPrefix(pieces(), sha256);
  assert.equal(digestText(digest), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('the computation goes on behind the prefix', async () => {
  const [a, b, c] = [randomBytes(1000), randomBytes(1), randomBytes(70_000)];
  const { digest, running } = await digestPrefix(pieces(a, b), sha256);
  assert.equal(digestText(digest), createHash('sha256').update(a).update(b).digest('hex'));
  const whole = running.update(c).digest();
  assert.equal(digestText(whole), createHash('sha256').update(a).update(b).update(c).digest('hex'));
});

test('an aborted signal stops the computation', async () => {
  const abort = new AbortController();
  let read = 0;
  function* endless(): Generator<Uint8Array> {
    for (;;) {
      read += 1;
      if (read === 10) abort.abort(new Error('enough'));
      yield new Uint8Array(10);
    }
  }
  await assert.rejects(digestPrefix(Readable.from(endless(), { highWaterMark: 1 }), sha256, abort.signal), /enough/u);
  assert.ok(read < 20);
});
