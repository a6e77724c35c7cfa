import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ByteReader } from '../../src/base/byte-reader.ts';

const options = { seed: 20_261_103, numRuns: 1_000 };

const reader = (...bytes: readonly number[]): ByteReader => new ByteReader(Uint8Array.from(bytes), 'a sample');

function assertMalformed(action: () => unknown, reason: RegExp): void {
  assert.throws(action, { name: 'QForgeError', code: 'MALFORMED', message: reason });
}

test('numbers are read big-endian', () => {
  const sample = reader(1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 1, 0);
  assert.equal(sample.u8(), 0x01);
  assert.equal(sample.u16(), 0x0203);
  assert.equal(sample.u32(), 0x04050607);
  assert.equal(sample.u64(), 256);
  sample.end();
});

test('the largest numbers of each width are read without a sign', () => {
  assert.equal(reader(0xff).u8(), 255);
  assert.equal(reader(0xff, 0xff).u16(), 65_535);
  assert.equal(reader(0xff, 0xff, 0xff, 0xff).u32(), 4_294_967_295);
  assert.equal(reader(0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).u64(), Number.MAX_SAFE_INTEGER);
});

test('a 64-bit number that a double cannot hold exactly is refused', () => {
  assertMalformed(() => reader(0, 0x20, 0, 0, 0, 0, 0, 0).u64(), /too large/u);
  assertMalformed(() => reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).u64(), /too large/u);
});

test('LEB128 is read as the examples of DWARF 5 §7.6 say, up to a limit and in its shortest form only', () => {
  const examples = [
    [2, [2]],
    [127, [127]],
    [128, [0x80, 1]],
    [129, [0x81, 1]],
    [130, [0x82, 1]],
    [12_857, [0xb9, 0x64]],
  ] as const;
  for (const [value, bytes] of examples) {
    assert.equal(reader(...bytes).varint(value), value);
    assert.equal(reader(...bytes).varint(Number.MAX_SAFE_INTEGER), value);
    assertMalformed(() => reader(...bytes).varint(value - 1), /too large/u);
  }
  assertMalformed(() => reader(0x82, 0x80, 0).varint(Number.MAX_SAFE_INTEGER), /longer than it needs/u);
  assertMalformed(() => reader(0x80, 0).varint(0xffff), /longer than it needs/u);
  assertMalformed(
    () => reader(...Array.from({ length: 99 }, () => 0x80)).varint(Number.MAX_SAFE_INTEGER),
    /too large/u,
  );
  assertMalformed(
    () => reader(...Array.from({ length: 99 }, () => 0xff)).varint(Number.MAX_SAFE_INTEGER),
    /too large/u,
  );
  assertMalformed(() => reader(0x80).varint(0xffff), /1 bytes wanted, 0 left/u);
  assert.equal(reader(0).varint(1), 0);
});

test('reads agree with DataView at any place of any buffer, also inside a larger one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 40 }), fc.nat(16), (bytes, shift) => {
      const larger = new Uint8Array(bytes.length + shift);
      larger.set(bytes, shift);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const inside = new ByteReader(larger.subarray(shift), 'a sample');
      assert.equal(inside.u16(), view.getUint16(0));
      assert.equal(inside.u8(), view.getUint8(2));
      assert.equal(inside.u32(), view.getUint32(3));
      assert.deepEqual(inside.rest(), bytes.subarray(7));
      inside.end();
    }),
    options,
  );
});

test('bytes are views of the input, not copies', () => {
  const input = Uint8Array.of(1, 2, 3);
  const view = new ByteReader(input, 'a sample').bytes(2);
  input[0] = 9;
  assert.deepEqual([...view], [9, 2]);
});

test('a field behind a 16-bit length is read whole, empty ones too', () => {
  const sample = reader(0, 2, 7, 8, 0, 0);
  assert.deepEqual([...sample.bytes16(2)], [7, 8]);
  assert.deepEqual([...sample.bytes16(0)], []);
  sample.end();
});

test('a length over the limit is refused before the bytes are looked for', () => {
  assertMalformed(() => reader(0, 3, 1, 2, 3).bytes16(2), /a field has 3 bytes, over the limit of 2/u);
  assertMalformed(() => reader(0xff, 0xff).bytes16(100), /65535 bytes, over the limit of 100/u);
});

test('every read past the end is refused, says what it read, and moves nothing', () => {
  const reads: readonly ((sample: ByteReader) => unknown)[] = [
    (sample) => sample.u16(),
    (sample) => sample.u32(),
    (sample) => sample.u64(),
    (sample) => sample.bytes(2),
  ];
  for (const read of reads) {
    const sample = reader(42);
    assertMalformed(() => read(sample), /^a sample is malformed: \d bytes wanted, 1 left\.$/u);
    assert.equal(sample.u8(), 42);
    assertMalformed(() => sample.u8(), /1 bytes wanted, 0 left/u);
  }
});

test('a length field that lies about what follows is refused for every input', () => {
  fc.assert(
    fc.property(fc.nat(65_535), fc.uint8Array({ maxLength: 30 }), (claimed, rest) => {
      const input = Uint8Array.from([claimed >> 8, claimed & 255, ...rest]);
      const sample = new ByteReader(input, 'a sample');
      if (claimed <= rest.length) assert.deepEqual(sample.bytes16(65_535), input.subarray(2, 2 + claimed));
      else assertMalformed(() => sample.bytes16(65_535), /bytes wanted/u);
    }),
    options,
  );
});

test('trailing bytes are an error', () => {
  assertMalformed(() => reader(1).end(), /1 trailing bytes/u);
  const sample = reader(1, 2, 3);
  sample.u8();
  assert.equal(sample.remaining, 2);
  assertMalformed(() => sample.end(), /2 trailing bytes/u);
  reader().end();
});

test('any walk over any input ends in values or in MALFORMED, never in anything else', () => {
  const step = fc.constantFrom('u8', 'u16', 'u32', 'u64', 'rest', 'end', 'bytes16', 'bytes', 'varint');
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 24 }),
      fc.array(step, { maxLength: 12 }),
      fc.nat(40),
      (input, steps, length) => {
        const sample = new ByteReader(input, 'a sample');
        try {
          for (const name of steps) {
            if (name === 'varint') sample.varint(1 + length);
            else if (name === 'bytes16' || name === 'bytes') sample[name](length);
            else sample[name]();
          }
        } catch (error) {
          assert.ok(error instanceof Error && 'code' in error && error.code === 'MALFORMED');
        }
        assert.ok(sample.remaining >= 0 && sample.remaining <= input.length);
      },
    ),
    options,
  );
});

test('what is read in place begins where the reader is, inside a view', () => {
  const around = Uint8Array.of(9, 9, 1, 2, 3, 4, 9);
  const reader = new ByteReader(around.subarray(2, 6), 'a sample');
  assert.equal(reader.u8(), 1);
  assert.equal(
    reader.read(2, (view, offset) => view.getUint16(offset)),
    0x0203,
  );
  assert.throws(() => reader.read(2, () => assert.fail('nothing is read past the end')), { code: 'MALFORMED' });
});
