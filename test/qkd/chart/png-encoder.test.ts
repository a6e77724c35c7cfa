import assert from 'node:assert/strict';
import test from 'node:test';
import { crc32, inflateSync } from 'node:zlib';
import { encodePng } from '../../../src/qkd/chart/png-encoder.ts';

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Takes a PNG apart again, checking every length and CRC (ISO/IEC 15948, clause 5). */
function chunksOf(png: Uint8Array): readonly Chunk[] {
  assert.deepEqual(Array.from(png.subarray(0, 8)), [137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let offset = 8; offset < png.length; ) {
    const length = view.getUint32(offset);
    const body = png.subarray(offset + 4, offset + 8 + length);
    assert.equal(view.getUint32(offset + 8 + length), crc32(body));
    chunks.push({ type: Buffer.from(body.subarray(0, 4)).toString('latin1'), data: body.subarray(4) });
    offset += 12 + length;
  }
  return chunks;
}

test('pixels come out of the file as they went in', () => {
  const pixels = Uint8Array.from({ length: 3 * 2 * 3 }, (_, index) => index * 7);
  const [header, data, end] = chunksOf(encodePng(3, 2, pixels));
  assert.deepEqual([header?.type, data?.type, end?.type], ['IHDR', 'IDAT', 'IEND']);
  assert.deepEqual(Array.from(header?.data ?? []), [0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
  const rows = inflateSync(data?.data ?? new Uint8Array(0));
  assert.deepEqual(Array.from(rows), [0, ...pixels.subarray(0, 9), 0, ...pixels.subarray(9)]);
});
