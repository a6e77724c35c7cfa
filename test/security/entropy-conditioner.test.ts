import assert from 'node:assert/strict';
import { hkdfSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { ENTROPY_PAD_BYTES, EntropyConditioner } from '../../src/security/entropy-conditioner.ts';
import { seededBytes } from './seeded-bytes.ts';

const fresh = (): EntropyConditioner => new EntropyConditioner(nativeBackend.hash('SHA-512'));

/** Output of a conditioner that has taken these in. */
function outputOf(inputs: readonly Uint8Array[], length = 64, system: Uint8Array = new Uint8Array(length)): Uint8Array {
  const conditioner = fresh();
  conditioner.absorb(inputs.map((input) => Uint8Array.from(input)));
  const target = Uint8Array.from(system);
  conditioner.mixInto(target);
  return target;
}

function bitsThatDiffer(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, byte, index) => sum + (byte ^ (b[index] ?? 0)).toString(2).replaceAll('0', '').length, 0);
}

describe('the conditioner', () => {
  test('is what docs/spec/entropy.md §3 says, by HKDF of Node.js', () => {
    const input = seededBytes('input', 100);
    const joined = Buffer.concat([Buffer.from([0, 100]), input, Buffer.from([0, 2, 1, 2])]);
    const key = Buffer.from(hkdfSync('sha512', joined, Buffer.alloc(64), 'qforge entropy gather v2', 64));
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(1n);
    const first = Buffer.from(hkdfSync('sha512', key, number, 'qforge entropy fill v3', 192 + 64));
    number.writeBigUInt64BE(2n);
    const second = Buffer.from(hkdfSync('sha512', first.subarray(192), number, 'qforge entropy fill v3', 192 + 64));
    const pads = Buffer.concat([first.subarray(0, 192), second.subarray(0, 192)]);
    const conditioner = fresh();
    conditioner.absorb([Uint8Array.from(input), Uint8Array.of(1, 2)]);
    for (let [used, length] = [0, 1]; used + length <= pads.length; used += length, length = (length * 5) % 71) {
      const target = new Uint8Array(length).fill(0x33);
      conditioner.mixInto(target);
      assert.deepEqual(
        Buffer.from(target),
        pads.subarray(used, used + length).map((byte) => byte ^ 0x33),
      );
    }
  });

  test('uses nothing of a pad from before it has taken in more', () => {
    const [first, second] = [seededBytes('one', 64), seededBytes('two', 64)];
    const after = (drawn: number): Buffer => {
      const conditioner = fresh();
      conditioner.absorb([Uint8Array.from(first)]);
      conditioner.mixInto(new Uint8Array(drawn));
      conditioner.absorb([Uint8Array.from(second)]);
      const target = new Uint8Array(32);
      conditioner.mixInto(target);
      return Buffer.from(target);
    };
    assert.deepEqual(after(1), after(ENTROPY_PAD_BYTES), 'how much was drawn of the pad before does not matter');
    assert.notDeepEqual(after(1), after(ENTROPY_PAD_BYTES + 1), 'which key it led to does');
  });

  test('never takes anything away: what it does to the bytes of the system can be undone by who knows the pad alone', () => {
    const pad = outputOf([seededBytes('device', 1024)]);
    const system = seededBytes('system', 64);
    const mixed = outputOf([seededBytes('device', 1024)], 64, system);
    assert.deepEqual(
      mixed.map((byte, index) => byte ^ (pad[index] ?? 0)),
      Uint8Array.from(system),
    );
  });

  test('depends on every bit of every source (12 standard deviations of 512 coins: significance below 1e-30)', () => {
    const inputs = [seededBytes('a', 64), seededBytes('b', 64)];
    const reference = outputOf(inputs);
    for (const [which, input] of inputs.entries()) {
      for (const at of [0, 31, 63]) {
        const changed = inputs.map((other, index) => (index === which ? input.with(at, (input[at] ?? 0) ^ 1) : other));
        assert.ok(Math.abs(bitsThatDiffer(reference, outputOf(changed)) - 256) < 136);
      }
    }
  });

  test('tells apart what was shared out differently among sources', () => {
    const [whole, left, right] = [
      seededBytes('x', 32),
      seededBytes('x', 32).slice(0, 16),
      seededBytes('x', 32).slice(16),
    ];
    assert.notDeepEqual(outputOf([whole]), outputOf([left, right]));
    assert.notDeepEqual(outputOf([left, right]), outputOf([right, left]));
  });

  test('gives another pad each time, over the bounds of pieces too, and overwrites what it took in', () => {
    const conditioner = fresh();
    const input = seededBytes('input', 64);
    conditioner.absorb([input]);
    assert.ok(input.every((byte) => byte === 0));
    const long = new Uint8Array(20_000);
    conditioner.mixInto(long);
    const again = new Uint8Array(20_000);
    conditioner.mixInto(again);
    const pieces = [long, again].flatMap((bytes) => [bytes.subarray(0, 64), bytes.subarray(8192, 8256)]);
    assert.equal(new Set(pieces.map((piece) => Buffer.from(piece).toString('hex'))).size, 4);
  });

  test('changes nothing before it has taken anything in, and after it was closed', () => {
    const conditioner = fresh();
    const target = Uint8Array.of(1, 2, 3);
    conditioner.absorb([]);
    conditioner.mixInto(target);
    conditioner.absorb([seededBytes('input', 64)]);
    conditioner[Symbol.dispose]();
    conditioner.mixInto(target);
    assert.deepEqual(target, Uint8Array.of(1, 2, 3));
  });
});
