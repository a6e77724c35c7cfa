import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { type AeadKey, nativeBackend } from '../../src/crypto/index.ts';
import { isLegalRecordLength, RecordOpener, RecordSealer } from '../../src/network/record-protection.ts';
import { SlowRecords } from './slow-records.ts';

const keyBytes = Uint8Array.from(randomBytes(32));
const aead = nativeBackend.aead('AES-256-GCM');
const key = aead.importKey(keyBytes);
const text = Buffer.from('some plaintext of a record');
const unauthentic = { code: 'CRYPTO_AUTHENTICATION_FAILED' };
const exhausted = { code: 'NONCE_EXHAUSTED' };
const LAST_RECORD = 2 ** 23 - 1;

function open(opener: RecordOpener, record: Uint8Array): Buffer {
  return Buffer.from(opener.open(record.subarray(0, 4), record.subarray(4)));
}

function seal(sealer: RecordSealer, plaintext: Uint8Array = text): Buffer {
  return Buffer.concat(sealer.seal([plaintext]));
}

/** A key that seals and opens nothing, and remembers the nonces it was asked to use. */
function nonceRecorder(): { readonly nonces: string[]; readonly key: AeadKey } {
  const nonces: string[] = [];
  const remember = (nonce: Uint8Array): void => void nonces.push(Buffer.from(nonce).toString('hex'));
  const key: AeadKey = {
    algorithm: 'AES-256-GCM',
    seal: (nonce, plaintext) => {
      remember(nonce);
      return plaintext;
    },
    sealParts: (nonce, parts) => {
      remember(nonce);
      return parts;
    },
    open: (nonce, unverified) => {
      remember(nonce);
      return unverified;
    },
  };
  return { nonces, key };
}

describe('records', () => {
  test('are those of the specification, both ways, one after the other', () => {
    const [sealer, opener] = [new RecordSealer(key), new RecordOpener(key)];
    const [slowSealer, slowOpener] = [new SlowRecords(keyBytes), new SlowRecords(keyBytes)];
    for (let index = 0; index < 300; index += 1) {
      const plaintext = randomBytes(1 + ((index * 37) % 1000));
      const third = Math.floor(plaintext.length / 3);
      const parts = [plaintext.subarray(0, third), plaintext.subarray(third, third), plaintext.subarray(third)];
      assert.deepEqual(slowOpener.open(Buffer.concat(sealer.seal(parts))), plaintext);
      assert.deepEqual(open(opener, slowSealer.seal(plaintext)), plaintext);
      assert.deepEqual([sealer.recordsSealed, opener.recordsOpened], [index + 1, index + 1]);
    }
  });

  test('may have every legal length and no other', () => {
    for (const length of [17, 18, 65_536, 1_048_576 + 16]) assert.equal(isLegalRecordLength(length), true);
    for (const length of [0, 1, 15, 16, 1_048_577 + 16, 2 ** 31, 2 ** 32 - 1])
      assert.equal(isLegalRecordLength(length), false);
    const sealer = new RecordSealer(key);
    assert.equal(seal(sealer, Buffer.alloc(1_048_576)).length, 4 + 1_048_576 + 16);
    assert.throws(() => sealer.seal([]), { code: 'ASSERTION_FAILED' });
    assert.throws(() => sealer.seal([Buffer.alloc(1_048_577)]), { code: 'ASSERTION_FAILED' });
    assert.equal(sealer.recordsSealed, 1);
  });

  test('don’t change what they were made from', () => {
    const plaintext = Buffer.from(text);
    seal(new RecordSealer(key), plaintext);
    assert.deepEqual(plaintext, text);
  });
});

describe('a record that is not the next one as it was sent', () => {
  test('does not open with any bit changed, header and tag included, and then opens unchanged', () => {
    const opener = new RecordOpener(key);
    const record = seal(new RecordSealer(key));
    for (let bit = 0; bit < record.length * 8; bit += 1) {
      const changed = Buffer.from(record);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => open(opener, changed), unauthentic, `bit ${bit}`);
    }
    assert.equal(opener.recordsOpened, 0);
    assert.deepEqual(open(opener, record), text);
  });

  test('does not open cut short or extended', () => {
    const opener = new RecordOpener(key);
    const record = seal(new RecordSealer(key));
    for (let length = 4 + 16; length < record.length; length += 1)
      assert.throws(() => open(opener, record.subarray(0, length)), unauthentic, `length ${length}`);
    assert.throws(() => open(opener, Buffer.concat([record, Buffer.alloc(1)])), unauthentic);
    assert.deepEqual(open(opener, record), text);
  });

  test('does not open a second time, out of turn or after a gap, and does not move the counter', () => {
    const sealer = new RecordSealer(key);
    const [first, second, third] = [seal(sealer), seal(sealer), seal(sealer)];
    const opener = new RecordOpener(key);
    assert.throws(() => open(opener, second), unauthentic, 'the second before the first');
    open(opener, first);
    assert.throws(() => open(opener, first), unauthentic, 'the first again');
    assert.throws(() => open(opener, third), unauthentic, 'the third without the second');
    assert.equal(opener.recordsOpened, 1);
    open(opener, second);
    open(opener, third);
    assert.throws(() => open(opener, second), unauthentic);
  });
});

describe('the nonces of records', () => {
  const expected: readonly (readonly [number, string])[] = [
    [0, '000000000000000000000000'],
    [1, '000000000000000000000001'],
    [255, '0000000000000000000000ff'],
    [256, '000000000000000000000100'],
    [65_535, '00000000000000000000ffff'],
    [65_536, '000000000000000000010000'],
    [LAST_RECORD, '0000000000000000007fffff'],
  ];
  for (const [number, nonce] of expected) {
    test(`have the number ${number} in their last eight bytes`, () => {
      const { nonces, key: recorder } = nonceRecorder();
      new RecordSealer(recorder, number).seal([text]);
      new RecordOpener(recorder, number).open(Buffer.alloc(4), Buffer.alloc(20));
      assert.deepEqual(nonces, [nonce, nonce]);
    });
  }

  test('are never used again, even when sealing fails', () => {
    const { nonces, key: recorder } = nonceRecorder();
    let fail = true;
    const failing: AeadKey = {
      ...recorder,
      sealParts: (...input) => {
        recorder.sealParts(...input);
        if (fail) throw new TypeError('sealing failed');
        return input[1];
      },
    };
    const sealer = new RecordSealer(failing);
    assert.throws(() => sealer.seal([text]), TypeError);
    fail = false;
    sealer.seal([text]);
    assert.equal(new Set(nonces).size, 2);
  });
});

describe('the end of a key', () => {
  test('comes after 2^23 sent records, for good', () => {
    const sealer = new RecordSealer(key, LAST_RECORD);
    const slow = new SlowRecords(keyBytes);
    slow.number = BigInt(LAST_RECORD);
    assert.deepEqual(slow.open(seal(sealer)), text);
    for (let time = 0; time < 3; time += 1) assert.throws(() => seal(sealer), exhausted);
  });

  test('comes after 2^23 received records, for good', () => {
    const opener = new RecordOpener(key, LAST_RECORD);
    const slow = new SlowRecords(keyBytes);
    open(opener, slow.seal(text, BigInt(LAST_RECORD)));
    const next = slow.seal(text);
    for (let time = 0; time < 3; time += 1) assert.throws(() => open(opener, next), exhausted);
  });

  test('comes after 2^36 bytes in either direction, for good', () => {
    const { key: recorder } = nonceRecorder();
    const megabyte = Buffer.alloc(1_048_576);
    const sealer = new RecordSealer(recorder);
    const opener = new RecordOpener(recorder);
    for (let record = 0; record < 2 ** 16 - 1; record += 1) {
      sealer.seal([megabyte]);
      opener.open(text, { length: megabyte.length + 16 } as Uint8Array);
    }
    sealer.seal([megabyte.subarray(1)]);
    opener.open(text, { length: megabyte.length - 1 + 16 } as Uint8Array);
    assert.throws(() => sealer.seal([megabyte.subarray(0, 2)]), exhausted);
    assert.throws(() => opener.open(text, { length: 2 + 16 } as Uint8Array), exhausted);
    assert.throws(() => sealer.seal([megabyte.subarray(0, 1)]), exhausted, 'also where one byte would have fitted');
    assert.throws(() => opener.open(text, { length: 1 + 16 } as Uint8Array), exhausted);
  });
});
