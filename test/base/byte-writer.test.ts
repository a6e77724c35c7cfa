import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { byteString } from '../../src/base/byte-arrays.ts';
import { ByteReader } from '../../src/base/byte-reader.ts';
import { ByteWriter } from '../../src/base/byte-writer.ts';

const options = { seed: 20_261_104, numRuns: 1_000 };

test('numbers are written big-endian', () => {
  const bytes = new ByteWriter().u8(1).u16(0x0203).u32(0x04050607).u64(0x08).finish();
  assert.equal(Buffer.from(bytes).toString('hex'), '010203040506070000000000000008');
});

type Field =
  | { readonly kind: 'u8' | 'u16' | 'u32' | 'u64'; readonly value: number }
  | { readonly kind: 'varint'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'bytes16'; readonly value: Uint8Array };

const anyField: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ kind: fc.constant('u8' as const), value: fc.nat(0xff) }),
  fc.record({ kind: fc.constant('u16' as const), value: fc.nat(0xffff) }),
  fc.record({ kind: fc.constant('u32' as const), value: fc.nat(0xffff_ffff) }),
  fc.record({ kind: fc.constant('u64' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('varint' as const), value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ kind: fc.constant('bytes16' as const), value: fc.uint8Array({ maxLength: 300 }) }),
);

function write(writer: ByteWriter, field: Field): void {
  if (field.kind === 'bytes' || field.kind === 'bytes16') writer[field.kind](field.value);
  else writer[field.kind](field.value);
}

function read(reader: ByteReader, field: Field): number | Uint8Array {
  if (field.kind === 'bytes') return reader.bytes(field.value.length);
  if (field.kind === 'varint') return reader.varint(Math.max(1, field.value));
  return field.kind === 'bytes16' ? reader.bytes16(0xffff) : reader[field.kind]();
}

test('whatever is written is read back, through any growth of the buffer', () => {
  fc.assert(
    fc.property(fc.array(anyField, { maxLength: 20 }), fc.integer({ min: 0, max: 64 }), (fields, initialBytes) => {
      const writer = new ByteWriter(initialBytes);
      for (const each of fields) write(writer, each);
      const reader = new ByteReader(writer.finish(), 'a sample');
      for (const each of fields) assert.deepEqual(read(reader, each), each.value);
      reader.end();
    }),
    options,
  );
});

test('a number that does not fit its field is a programmer error, and so is one that is not whole', () => {
  const writers = { u8: 2 ** 8, u16: 2 ** 16, u32: 2 ** 32, u64: 2 ** 53, varint: 2 ** 53 } as const;
  for (const [kind, tooLarge] of Object.entries(writers) as [keyof typeof writers, number][]) {
    for (const value of [tooLarge, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => new ByteWriter()[kind](value), { code: 'ASSERTION_FAILED' }, `${kind}(${value})`);
    }
    new ByteWriter()[kind](tooLarge - 1);
  }
});

test('a refused value leaves what was written before as it was', () => {
  const writer = new ByteWriter().u8(7);
  assert.throws(() => writer.u8(256), { code: 'ASSERTION_FAILED' });
  assert.deepEqual([...writer.u8(8).finish()], [7, 8]);
});

test('a field behind a 16-bit length takes 65,535 bytes and no more', () => {
  assert.equal(new ByteWriter().bytes16(new Uint8Array(65_535)).finish().length, 65_537);
  assert.throws(() => new ByteWriter().bytes16(new Uint8Array(65_536)), { code: 'ASSERTION_FAILED' });
});

test('a byte string is written as the bytes it was made from', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  assert.deepEqual(new ByteWriter(0).byteString(byteString(bytes)).finish(), bytes);
});
