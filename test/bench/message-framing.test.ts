import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FramePacker, FrameReader, framed } from '../../bench/message-framing.ts';

const seed = Number(process.env['SEED'] ?? 20_260_104);

describe('message framing of the peers', () => {
  test(`messages come back whole however the stream is cut, framed or packed (seed ${seed})`, () => {
    const messages = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 });
    fc.assert(
      fc.property(messages, fc.nat(), fc.boolean(), (sent, cut, packed) => {
        const written: Buffer[] = [];
        const packer = new FramePacker((bytes) => written.push(bytes));
        for (const message of sent) {
          if (packed) packer.add(message);
          else written.push(framed(message));
        }
        packer.flush();
        const stream = Buffer.concat(written);
        const at = stream.length === 0 ? 0 : cut % stream.length;
        const reader = new FrameReader();
        const received: Uint8Array[] = [];
        for (const part of [stream.subarray(0, at), stream.subarray(at)]) {
          reader.push(part, (message) => received.push(Uint8Array.from(message)));
        }
        assert.deepEqual(
          received,
          sent.map((message) => Uint8Array.from(message)),
        );
      }),
      { seed },
    );
  });

  test('a packer fills 64 KiB before it writes, and lets larger messages pass alone', () => {
    const lengths: number[] = [];
    const packer = new FramePacker((bytes) => lengths.push(bytes.length));
    for (let index = 0; index < 65; index++) packer.add(new Uint8Array(1020));
    assert.deepEqual(lengths, [65_536]);
    packer.add(new Uint8Array(100_000));
    assert.deepEqual(lengths, [65_536, 1024, 100_004]);
    packer.flush();
    assert.equal(lengths.length, 3);
  });
});
