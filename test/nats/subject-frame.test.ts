import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { decodeFrame, encodeFrame, type SubjectFrame } from '../../src/nats/subject-frame.ts';

const data = Uint8Array.of(1, 2, 3);
const request: SubjectFrame = { kind: 'request', subject: 'price', reply: '_INBOX.7', data };
const bytes = (...parts: (string | number[])[]): Uint8Array => {
  return Uint8Array.from(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? utf8(part) : Uint8Array.from(part)))),
  );
};

describe('what is sealed for NATS', () => {
  test('is written byte by byte as spec/nats says', () => {
    const expected = bytes('qforge nats v1', [2], [0, 5], 'price', [0, 8], '_INBOX.7', [1, 2, 3]);
    assert.deepEqual(Uint8Array.from(encodeFrame(request)), expected);
    const message = bytes('qforge nats v1', [1], [0, 1], 'a', [0, 0]);
    assert.deepEqual(decodeFrame(message), { kind: 'message', subject: 'a', data: new Uint8Array() });
  });

  test('is read as it was written', () => {
    const frames: SubjectFrame[] = [
      request,
      { kind: 'message', subject: 'größe', data },
      { kind: 'answer', subject: 'a', data },
    ];
    for (const frame of frames) assert.deepEqual(decodeFrame(encodeFrame(frame)), frame);
  });

  test('is refused in any other form', () => {
    const wrong: Readonly<Record<string, Uint8Array>> = {
      'no label': bytes('qforge nats v2', [1], [0, 1], 'a', [0, 0]),
      'no kind': bytes('qforge nats v1', [4], [0, 1], 'a', [0, 0]),
      'a message that wants an answer': bytes('qforge nats v1', [1], [0, 1], 'a', [0, 1], 'b'),
      'a request that wants none': bytes('qforge nats v1', [2], [0, 1], 'a', [0, 0]),
      'no subject': bytes('qforge nats v1', [1], [0, 0], [0, 0]),
      'a wildcard': bytes('qforge nats v1', [1], [0, 1], '*', [0, 0]),
      'no UTF-8': bytes('qforge nats v1', [1], [0, 1], [0xff], [0, 0]),
      'a subject that is cut off': bytes('qforge nats v1', [1], [0, 9], 'a'),
    };
    for (const [name, unverified] of Object.entries(wrong)) {
      assert.throws(
        () => decodeFrame(unverified),
        (error) => isQForgeError(error, 'MALFORMED'),
        name,
      );
    }
  });
});
