import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ByteReader, isQForgeError } from '../../../src/base/index.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import {
  type AnnouncedDetections,
  decodeDetections,
  encodeDetections,
} from '../../../src/qkd/post-processing/detection-message.ts';

const PULSES = 1e12;

const decode = (bytes: Uint8Array, pulses = PULSES, hasBases = true, largestBasis = 3): AnnouncedDetections =>
  decodeDetections(new ByteReader(bytes, 'detections'), pulses, hasBases, largestBasis);

describe('the announcement of detections', () => {
  test('is read as it was written, whatever the distances', () => {
    const pulses = Float64Array.of(0, 1, 127, 128, 129, 256, 257, 20_000, 3_000_000, 2 ** 33, PULSES - 1);
    const bases = Uint8Array.from(pulses, (_, index) => index % 4);
    assert.deepEqual(decode(encodeDetections({ pulses, bases })), { pulses, bases });
    const without = { pulses, bases: new Uint8Array(0) };
    assert.deepEqual(decode(encodeDetections(without), PULSES, false), without);
    const nothing = { pulses: new Float64Array(0), bases: new Uint8Array(0) };
    assert.deepEqual(decode(encodeDetections(nothing)), nothing);
  });

  test('refuses pulses that were not sent, bases that there are not, and bytes too few or too many', () => {
    const good = encodeDetections({ pulses: Float64Array.of(5, 9), bases: Uint8Array.of(1, 3) });
    assert.throws(
      () => decode(good, 9),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
    assert.throws(
      () => decode(good, PULSES, true, 2),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
    assert.throws(
      () => decode(Uint8Array.of(...good, 0)),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
    for (let length = 0; length < good.length; length++) {
      assert.throws(
        () => decode(good.subarray(0, length)),
        (error) => isQForgeError(error, 'MALFORMED'),
      );
    }
  });

  test('refuses a number of detections before it makes room for them', () => {
    const huge = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0);
    assert.throws(
      () => decode(huge),
      (error) => isQForgeError(error, 'QKD_ABORTED'),
    );
    assert.throws(
      () => decode(Uint8Array.of(0, 0x20, 0, 0, 0)),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
  });

  test('refuses a distance without end', () => {
    const endless = new Uint8Array(40).fill(0xff);
    endless.set([0, 0, 0, 1]);
    assert.throws(
      () => decode(endless),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
  });

  test('answers any bytes with detections or with an error of its kind', () => {
    const random = new SeededRandom('any bytes');
    for (let run = 0; run < 500; run++) {
      const bytes = random.fill(new Uint8Array(random.u32() % 40));
      bytes.fill(0, 0, 3);
      try {
        const { pulses } = decode(bytes, 1000);
        for (const [index, pulse] of pulses.entries()) assert.ok(pulse < 1000 && pulse > (pulses[index - 1] ?? -1));
      } catch (error) {
        assert.ok(isQForgeError(error), String(error));
      }
    }
  });
});
