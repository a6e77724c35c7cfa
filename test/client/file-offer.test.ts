import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodeFileOffer, encodeFileOffer, isFileStream } from '../../src/client/file-offer.ts';

const options = { seed: 20_261_124, numRuns: 2_000 };

const sample = { name: 'é.txt', bytes: 0x0102030405, mode: 0o754, modifiedMs: 1_700_000_000_123 };
/** Written by hand from the specification. */
const sampleBytes = Buffer.concat([
  Buffer.from('qforge.file/2\0', 'latin1'),
  Buffer.from('0001ec', 'hex'),
  Buffer.from('0000000102030405', 'hex'),
  Buffer.from('0000018bcfe5687b', 'hex'),
  Buffer.from('0006', 'hex'),
  Buffer.from('c3a92e747874', 'hex'),
]);

const malformed = { name: 'QForgeError', code: 'MALFORMED' };

/** A header with fields of one's own. */
function header(fields: {
  flags?: number;
  mode?: number;
  size?: bigint;
  modified?: bigint;
  name?: Uint8Array;
  length?: number;
}): Buffer {
  const name = fields.name ?? Buffer.from('a');
  const fixed = Buffer.alloc(21);
  fixed.writeUInt8(fields.flags ?? 0, 0);
  fixed.writeUInt16BE(fields.mode ?? 0o644, 1);
  fixed.writeBigUInt64BE(fields.size ?? 1n, 3);
  fixed.writeBigUInt64BE(fields.modified ?? 1n, 11);
  fixed.writeUInt16BE(fields.length ?? name.length, 19);
  return Buffer.concat([Buffer.from('qforge.file/2\0'), fixed, name]);
}

test('an offer has the bytes of the specification', () => {
  assert.deepEqual(Buffer.from(encodeFileOffer(sample)), sampleBytes);
  assert.deepEqual(decodeFileOffer(sampleBytes), sample);
});

test('only streams of this protocol and version are taken for files', () => {
  assert.equal(isFileStream({ header: sampleBytes }), true);
  for (const text of [
    '',
    'qforge.file/2',
    'qforge.file/1\0',
    'qforge.file/20',
    'Qforge.file/2\0',
    'qforge.tree/1\0',
    'qforge.tunnel/1\0',
  ]) {
    assert.equal(isFileStream({ header: Buffer.from(text) }), false, text);
  }
});

test('an offer cut at any byte, or with bytes behind it, is malformed', () => {
  for (let length = 0; length < sampleBytes.length; length += 1) {
    assert.throws(() => decodeFileOffer(sampleBytes.subarray(0, length)), malformed, `${length} bytes`);
  }
  assert.throws(() => decodeFileOffer(Buffer.concat([sampleBytes, Buffer.alloc(1)])), malformed);
});

test('numbers beyond their limits are malformed', () => {
  assert.equal(decodeFileOffer(header({ size: 2n ** 53n - 1n })).bytes, Number.MAX_SAFE_INTEGER);
  assert.throws(() => decodeFileOffer(header({ size: 2n ** 53n })), malformed);
  assert.throws(() => decodeFileOffer(header({ size: 2n ** 64n - 1n })), malformed);
  assert.equal(decodeFileOffer(header({ modified: 253_402_300_799_999n })).modifiedMs, 253_402_300_799_999);
  assert.throws(() => decodeFileOffer(header({ modified: 253_402_300_800_000n })), malformed);
  assert.throws(() => decodeFileOffer(header({ length: 65_535 })), malformed);
  assert.throws(() => decodeFileOffer(header({ length: 0 })), malformed);
});

test('a length that nobody knows is offered as such, and nothing else is', () => {
  const unknown = { ...sample, bytes: undefined };
  assert.deepEqual(decodeFileOffer(encodeFileOffer(unknown)), unknown);
  assert.equal(decodeFileOffer(header({ flags: 1, size: 0n })).bytes, undefined);
  assert.throws(() => decodeFileOffer(header({ flags: 1, size: 1n })), malformed);
  assert.throws(() => decodeFileOffer(header({ flags: 2 })), malformed);
  assert.throws(() => decodeFileOffer(header({ mode: 0o1000 })), malformed);
  assert.equal(decodeFileOffer(header({ mode: 0o777 })).mode, 0o777);
});

test('a name that is not UTF-8 or breaks the rules is malformed', () => {
  const names = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x2e, 0x2e], [0x61, 0x2f, 0x62], [0x61, 0x00]];
  for (const name of names) assert.throws(() => decodeFileOffer(header({ name: Uint8Array.from(name) })), malformed);
  assert.throws(() => decodeFileOffer(header({ name: Buffer.alloc(256, 'x') })), malformed);
  assert.throws(() => decodeFileOffer(header({ name: Buffer.from('\ufeffa') })), malformed);
});

test('times before 1970 and parts of milliseconds are sent as the protocol can', () => {
  const sentAs = (modifiedMs: number): number => decodeFileOffer(encodeFileOffer({ ...sample, modifiedMs })).modifiedMs;
  assert.equal(sentAs(-5), 0);
  assert.equal(sentAs(12.9), 12);
  assert.equal(sentAs(9e15), 253_402_300_799_999);
});

test(`what is offered is read back, and random headers never throw anything untyped (seed ${options.seed})`, () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_äöü][A-Za-z0-9_äöü-]{4,40}$/u);
  const fields = {
    name,
    bytes: fc.option(fc.maxSafeNat(), { nil: undefined }),
    mode: fc.nat(0o777),
    modifiedMs: fc.nat(2 ** 31),
  };
  const offers = fc.record(fields, { noNullPrototype: true });
  fc.assert(
    fc.property(offers, fc.nat(), fc.nat(255), (offer, position, value) => {
      const encoded = encodeFileOffer(offer);
      assert.deepEqual(decodeFileOffer(encoded), offer);
      encoded[position % encoded.length] = value;
      try {
        decodeFileOffer(encoded);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'MALFORMED');
      }
    }),
    options,
  );
});
