import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  DEVICE_SAMPLE_BYTES,
  RandomDevice,
  type RandomDeviceReader,
  SeededRandom,
} from '../../../src/quantum/index.ts';

const unavailable =
  (part: string) =>
  (error: unknown): boolean =>
    error instanceof QForgeError && error.code === 'QUANTUM_BACKEND_UNAVAILABLE' && error.message.includes(part);

function deviceOf(read: RandomDeviceReader['read'], provenance?: string): RandomDevice {
  return new RandomDevice(
    '/dev/qrandom0',
    { read, provenance: () => Promise.resolve(provenance) },
    new SeededRandom(1),
  );
}

const good = (count: number): Promise<Uint8Array> => Promise.resolve(new SeededRandom(2).fill(new Uint8Array(count)));

describe('a random device', () => {
  test('is never called quantum for its path', async () => {
    const named = await deviceOf(good, 'virtio_rng.0').detect();
    assert.deepEqual(named, {
      available: true,
      detail: 'the system names virtio_rng.0; whether it is quantum cannot be seen from here',
    });
    assert.match((await deviceOf(good).detect()).detail, /does not say what is behind it/u);
  });

  test('gives its bytes mixed with those of the other source', async () => {
    const [mixed, device, other] = [
      await deviceOf(good).bytes(16),
      await good(DEVICE_SAMPLE_BYTES),
      new SeededRandom(1).fill(new Uint8Array(16)),
    ];
    assert.deepEqual(
      mixed,
      device.slice(0, 16).map((byte, index) => byte ^ (other[index] ?? 0)),
    );
    assert.equal((await deviceOf(good).bytes(5_000)).length, 5_000);
  });

  test('is missed when it is not there, or ends early', async () => {
    const missing = deviceOf(() => Promise.reject(new Error('ENOENT')));
    await assert.rejects(missing.bytes(1), unavailable('reading it failed'));
    assert.match((await missing.detect()).detail, /reading it failed/u);
    assert.equal((await missing.detect()).available, false);
    await assert.rejects(deviceOf(() => Promise.resolve(new Uint8Array(3))).bytes(1), unavailable('fewer bytes'));
  });

  test('is refused when it repeats itself: one value, or one value too often', async () => {
    await assert.rejects(
      deviceOf((count) => Promise.resolve(new Uint8Array(count))).bytes(1),
      unavailable('equal bytes in a row'),
    );
    const mostly = async (count: number): Promise<Uint8Array> =>
      (await good(count)).map((byte, index) => (index % 10 < 7 ? 9 : byte));
    await assert.rejects(deviceOf(mostly).bytes(1), unavailable('bytes are equal'));
    const stuckLater = async (count: number): Promise<Uint8Array> => (await good(count)).fill(5, 900, 941);
    await assert.rejects(deviceOf(stuckLater).bytes(1), unavailable('41 equal bytes in a row'));
    assert.equal((await deviceOf(async (count) => (await good(count)).fill(5, 900, 930)).bytes(1)).length, 1);
  });
});
