import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { type AeadKey, nativeBackend } from '../../src/crypto/index.ts';
import {
  DIAGNOSED_RECORDS,
  isLegalRecordLength,
  RecordOpener,
  RecordSealer,
} from '../../src/network/record-protection.ts';
import { SlowRecords, sealedRecord } from './slow-records.ts';

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
  return sealedRecord(sealer, [plaintext]);
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
    sealInto: (_target, offset, nonce, parts) => {
      remember(nonce);
      return parts.reduce((end, part) => end + part.length, offset) + 16;
    },
    open: (nonce, unverified) => {
      remember(nonce);
      return unverified;
    },
    openInto: (_target, nonce, unverified) => {
      remember(nonce);
      return unverified.length - 16;
    },
    wipe: () => undefined,
  };
  return { nonces, key };
}

describe('records', () => {
  test('that are short are opened in one place, those that are longer each in their own', () => {
    const [sealer, opener, other] = [new RecordSealer(key), new RecordOpener(key), new RecordOpener(key)];
    const opened = [1, 192, 192, 193, 193].map((bytes) => {
      const record = seal(sealer, randomBytes(bytes));
      other.open(record.subarray(0, 4), record.subarray(4));
      return opener.open(record.subarray(0, 4), record.subarray(4));
    });
    assert.deepEqual(
      opened.map(({ length }) => length),
      [1, 192, 192, 193, 193],
    );
    const places = opened.map(({ buffer }) => buffer);
    assert.equal(new Set(places.slice(0, 3)).size, 1);
    assert.equal(new Set(places).size, 3);
  });

  test('are neither sealed nor opened with a key that was let go of', () => {
    const record = seal(new RecordSealer(key));
    const [sealer, opener] = [new RecordSealer(aead.importKey(keyBytes)), new RecordOpener(aead.importKey(keyBytes))];
    sealer[Symbol.dispose]();
    opener[Symbol.dispose]();
    assert.throws(() => seal(sealer), { code: 'SECRET_WIPED' });
    assert.throws(() => open(opener, record), { code: 'SECRET_WIPED' });
  });

  test('are those of the specification, both ways, one after the other', () => {
    const [sealer, opener] = [new RecordSealer(key), new RecordOpener(key)];
    const [slowSealer, slowOpener] = [new SlowRecords(keyBytes), new SlowRecords(keyBytes)];
    for (let index = 0; index < 300; index += 1) {
      const plaintext = randomBytes(1 + ((index * 37) % 1000));
      const third = Math.floor(plaintext.length / 3);
      const parts = [plaintext.subarray(0, third), plaintext.subarray(third, third), plaintext.subarray(third)];
      assert.deepEqual(slowOpener.open(sealedRecord(sealer, parts)), plaintext);
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
    assert.throws(() => sealedRecord(sealer, []), { code: 'ASSERTION_FAILED' });
    assert.throws(() => sealedRecord(sealer, [Buffer.alloc(1_048_577)]), { code: 'ASSERTION_FAILED' });
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

describe('a record out of place', () => {
  /** What the error says of a record; undefined for one that was forged. */
  function placeOf(opener: RecordOpener, record: Uint8Array): string | undefined {
    try {
      open(opener, record);
      return 'in place';
    } catch (error) {
      assert.ok(isQForgeError(error, 'CRYPTO_AUTHENTICATION_FAILED'));
      return isQForgeError(error.cause, 'RECORD_OUT_OF_PLACE') ? error.cause.details.how : undefined;
    }
  }

  test('is told from a forged one, up to sixteen numbers away', () => {
    const sealer = new RecordSealer(key);
    const records = Array.from({ length: 60 }, () => seal(sealer));
    const opener = new RecordOpener(key);
    for (const record of records.slice(0, 30)) open(opener, record);
    const places = records.map((record, number) => (number === 30 ? 'in place' : placeOf(opener, record)));
    const expected = (number: number): string | undefined => {
      if (number === 30) return 'in place';
      if (number < 30) return number >= 30 - DIAGNOSED_RECORDS ? 'replayed' : undefined;
      return number < 30 + DIAGNOSED_RECORDS ? 'reordered' : undefined;
    };
    assert.deepEqual(
      places,
      records.map((_, number) => expected(number)),
    );
    const forged = Buffer.from(records[30] ?? []);
    forged[10] = (forged[10] ?? 0) ^ 1;
    assert.equal(placeOf(opener, forged), undefined);
    assert.equal(opener.recordsOpened, 30, 'nothing has moved the counter');
  });

  test('is looked for at neither end of the numbers in vain', () => {
    const record = seal(new RecordSealer(key, LAST_RECORD));
    assert.equal(placeOf(new RecordOpener(key), record), undefined);
    assert.equal(placeOf(new RecordOpener(key, LAST_RECORD), seal(new RecordSealer(key, LAST_RECORD - 1))), 'replayed');
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
      sealedRecord(new RecordSealer(recorder, number), [text]);
      new RecordOpener(recorder, number).open(Buffer.alloc(4), Buffer.alloc(20));
      assert.deepEqual(nonces, [nonce, nonce]);
    });
  }

  test('are none beyond the last, wherever a counter stands', () => {
    for (const number of [LAST_RECORD + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 64 - 2, 2 ** 64 - 1]) {
      const { nonces, key: recorder } = nonceRecorder();
      const [sealer, opener] = [new RecordSealer(recorder, number), new RecordOpener(recorder, number)];
      for (let attempt = 0; attempt < 2; attempt += 1) {
        assert.throws(() => sealedRecord(sealer, [text]), exhausted, `${number}`);
        assert.throws(() => opener.open(Buffer.alloc(4), Buffer.alloc(20)), exhausted, `${number}`);
      }
      assert.deepEqual(nonces, [], 'no nonce was used');
    }
  });

  test('are never used again, even when sealing fails', () => {
    const { nonces, key: recorder } = nonceRecorder();
    let fail = true;
    const failing: AeadKey = {
      ...recorder,
      sealInto: (...input) => {
        const end = recorder.sealInto(...input);
        if (fail) throw new TypeError('sealing failed');
        return end;
      },
    };
    const sealer = new RecordSealer(failing);
    assert.throws(() => sealedRecord(sealer, [text]), TypeError);
    fail = false;
    sealedRecord(sealer, [text]);
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
    const target = new Uint8Array(4);
    const sealer = new RecordSealer(recorder);
    const opener = new RecordOpener(recorder);
    for (let record = 0; record < 2 ** 16 - 1; record += 1) {
      sealer.seal(target, [megabyte]);
      opener.open(text, { length: megabyte.length + 16 } as Uint8Array);
    }
    sealer.seal(target, [megabyte.subarray(1)]);
    opener.open(text, { length: megabyte.length - 1 + 16 } as Uint8Array);
    assert.throws(() => sealer.seal(target, [megabyte.subarray(0, 2)]), exhausted);
    assert.throws(() => opener.open(text, { length: 2 + 16 } as Uint8Array), exhausted);
    assert.throws(
      () => sealer.seal(target, [megabyte.subarray(0, 1)]),
      exhausted,
      'also where one byte would have fitted',
    );
    assert.throws(() => opener.open(text, { length: 1 + 16 } as Uint8Array), exhausted);
  });
});
