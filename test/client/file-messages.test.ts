import assert from 'node:assert/strict';
import test from 'node:test';
import {
  ANSWER_BYTES,
  DIGEST_BYTES,
  decodeAnswer,
  decodeResult,
  decodeStart,
  encodeAnswer,
  encodeResult,
  encodeStart,
  RESULT_BYTES,
  START_BYTES,
} from '../../src/client/file-messages.ts';
import { fileStatuses } from '../../src/client/file-status.ts';

const digest = Uint8Array.from({ length: DIGEST_BYTES }, (_, index) => index + 1);
const malformed = { name: 'QForgeError', code: 'MALFORMED' };
const refusals = fileStatuses.filter((status) => status !== 'ok');

test('messages have the bytes of the specification', () => {
  const digestHex = Buffer.from(digest).toString('hex');
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  assert.equal(hex(encodeAnswer({ status: 'ok', offset: 0x010203, digest })), `000000000000010203${digestHex}`);
  assert.equal(hex(encodeAnswer({ status: 'busy' })), `03${'00'.repeat(40)}`);
  assert.equal(hex(encodeStart(0x0a0b)), '0000000000000a0b');
  assert.equal(hex(encodeResult({ status: 'ok', digest })), `00${digestHex}`);
  assert.equal(hex(encodeResult({ status: 'digest mismatch' })), `06${'00'.repeat(32)}`);
  assert.deepEqual([ANSWER_BYTES, START_BYTES, RESULT_BYTES], [41, 8, 33]);
});

test('messages are read back', () => {
  assert.deepEqual(decodeAnswer(encodeAnswer({ status: 'ok', offset: 7, digest }), 7), {
    status: 'ok',
    offset: 7,
    digest,
  });
  assert.deepEqual(decodeResult(encodeResult({ status: 'ok', digest })), { status: 'ok', digest });
  assert.equal(decodeStart(encodeStart(7), 7), 7);
  assert.equal(decodeStart(encodeStart(0), 7), 0);
  for (const status of refusals) {
    assert.deepEqual(decodeAnswer(encodeAnswer({ status }), 7), { status });
    assert.deepEqual(decodeResult(encodeResult({ status })), { status });
  }
});

test('an answer that claims more bytes than the file has is malformed', () => {
  assert.throws(() => decodeAnswer(encodeAnswer({ status: 'ok', offset: 8, digest }), 7), malformed);
});

test('a start at any offset but the agreed ones is malformed', () => {
  for (const offset of [1, 6, 8, Number.MAX_SAFE_INTEGER]) {
    assert.throws(() => decodeStart(encodeStart(offset), 7), malformed);
  }
});

test('a refusal that carries an offset or a digest is malformed, at every byte', () => {
  for (let index = 1; index < ANSWER_BYTES; index += 1) {
    const answer = encodeAnswer({ status: 'exists' }).slice();
    answer[index] = 1;
    assert.throws(() => decodeAnswer(answer, Number.MAX_SAFE_INTEGER), malformed, `byte ${index}`);
  }
  for (let index = 1; index < RESULT_BYTES; index += 1) {
    const result = encodeResult({ status: 'disk full' }).slice();
    result[index] = 1;
    assert.throws(() => decodeResult(result), malformed, `byte ${index}`);
  }
});

test('every number that is no status is malformed', () => {
  for (const number of [...Array(256).keys()].slice(fileStatuses.length)) {
    assert.throws(() => decodeAnswer(Uint8Array.of(number, ...new Uint8Array(40)), 1), malformed);
    assert.throws(() => decodeResult(Uint8Array.of(number, ...new Uint8Array(32))), malformed);
  }
});

test('messages of any other length are malformed', () => {
  const others = (length: number): number[] => [...Array(100).keys()].filter((other) => other !== length);
  const cases: readonly (readonly [length: number, decode: (unverified: Uint8Array) => unknown])[] = [
    [ANSWER_BYTES, (unverified) => decodeAnswer(unverified, 1)],
    [RESULT_BYTES, decodeResult],
    [START_BYTES, (unverified) => decodeStart(unverified, 0)],
  ];
  for (const [right, decode] of cases) {
    for (const wrong of others(right)) assert.throws(() => decode(new Uint8Array(wrong)), malformed);
  }
});
