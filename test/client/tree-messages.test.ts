import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import {
  decodeMessageHeader,
  decodeTreeMessage,
  decodeTreeOffer,
  encodeTreeMessage,
  encodeTreeOffer,
  isTreeStream,
  type TreeMessage,
} from '../../src/client/tree-messages.ts';

const seed = 20_261_130;
const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** Messages and their bytes, written by hand from the specification. */
const samples: readonly (readonly [TreeMessage, Buffer])[] = [
  [{ kind: 'folder', path: 'a/b', mode: 0o755, modifiedMs: 0x0102 }, hex('01 000f 01ed 0000000000000102 0003 612f62')],
  [
    { kind: 'file', path: 'x', mode: 0o600, modifiedMs: 0, bytes: 0x010203 },
    hex('02 0015 0180 0000000000000000 0000000000010203 0001 78'),
  ],
  [{ kind: 'link', path: 'l', target: 'x' }, hex('03 0006 0001 6c 0001 78')],
  [{ kind: 'content', offset: 5 }, hex('04 0008 0000000000000005')],
  [{ kind: 'end', digest: Buffer.alloc(32, 0xab) }, hex(`05 0020 ${'ab'.repeat(32)}`)],
];

function decode(bytes: Uint8Array): TreeMessage {
  const { type, length } = decodeMessageHeader(bytes.subarray(0, 3));
  assert.equal(length, bytes.length - 3);
  return decodeTreeMessage(type, bytes.subarray(3));
}

describe('a message about a folder', () => {
  for (const [message, bytes] of samples) {
    test(`of a ${message.kind} has the bytes of the specification`, () => {
      assert.deepEqual(Buffer.from(encodeTreeMessage(message)), bytes);
      assert.deepEqual(decode(bytes), message);
    });

    test(`of a ${message.kind} is malformed when it is cut or longer`, () => {
      const body = bytes.subarray(3);
      for (let length = 0; length < body.length; length += 1) {
        assert.throws(() => decodeTreeMessage(bytes[0] ?? 0, body.subarray(0, length)), malformed, `${length}`);
      }
      assert.throws(() => decodeTreeMessage(bytes[0] ?? 0, Buffer.concat([body, Buffer.of(0)])), malformed);
    });
  }

  test('is malformed for an unknown type, absurd numbers, and names that break the rules', () => {
    const file = (mode: number, modified: bigint, path: string): Buffer => {
      const fixed = Buffer.alloc(20);
      fixed.writeUInt16BE(mode, 0);
      fixed.writeBigUInt64BE(modified, 2);
      fixed.writeUInt16BE(Buffer.byteLength(path), 18);
      return Buffer.concat([fixed, Buffer.from(path)]);
    };
    assert.equal(decodeTreeMessage(2, file(0o644, 1n, 'ok')).kind, 'file');
    for (const body of [
      file(0o1000, 1n, 'a'),
      file(0, 253_402_300_800_000n, 'a'),
      file(0, 0n, '../a'),
      file(0, 0n, '/a'),
    ]) {
      assert.throws(() => decodeTreeMessage(2, body), malformed);
    }
    for (const type of [0, 6, 255]) assert.throws(() => decodeTreeMessage(type, new Uint8Array(0)), malformed);
    assert.throws(() => decodeTreeMessage(3, hex('0001 6c 0003 2e2e2f')), malformed, 'a link out of the folder');
    assert.throws(
      () => decodeTreeMessage(2, Buffer.concat([file(0, 0n, 'a').subarray(0, 20), Buffer.of(0xff)])),
      malformed,
    );
  });

  test('has at most 8192 bytes', () => {
    assert.deepEqual(decodeMessageHeader(hex('01 2000')), { type: 1, length: 8192 });
    assert.throws(() => decodeMessageHeader(hex('01 2001')), malformed);
  });

  test(`of random bytes is read or malformed, never anything else (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.nat(6), fc.uint8Array({ maxLength: 40 }), (type, body) => {
        try {
          const message = decodeTreeMessage(type, body);
          assert.deepEqual(decode(encodeTreeMessage(message)), message);
        } catch (error) {
          if (!malformed(error)) throw error;
        }
      }),
      { seed, numRuns: 3000 },
    );
  });
});

describe('the offer of a folder', () => {
  const offer = { name: 'src', entries: 3, bytes: 0x0102 };
  const bytes = Buffer.concat([Buffer.from('qforge.tree/1\0'), hex('00000003 0000000000000102 0003 737263')]);

  test('has the bytes of the specification', () => {
    assert.deepEqual(Buffer.from(encodeTreeOffer(offer)), bytes);
    assert.deepEqual(decodeTreeOffer(bytes), offer);
    assert.ok(isTreeStream({ header: bytes }));
    assert.ok(!isTreeStream({ header: Buffer.from('qforge.file/2\0') }));
  });

  test('is malformed when it is cut or longer, for a bad name, and for too many entries', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      assert.throws(() => decodeTreeOffer(bytes.subarray(0, length)), malformed);
    }
    assert.throws(() => decodeTreeOffer(Buffer.concat([bytes, Buffer.of(0)])), malformed);
    for (const name of ['', '..', '.hidden', 'a/b', 'a\n']) {
      assert.throws(() => decodeTreeOffer(encodeTreeOffer({ ...offer, name })), malformed, name);
    }
    assert.throws(() => decodeTreeOffer(encodeTreeOffer({ ...offer, entries: 1_000_001 })), malformed);
  });
});
