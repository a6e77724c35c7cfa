import assert from 'node:assert/strict';
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import { type RowBinding, RowSealer, unwrapDataKey, wrapDataKey } from '../../../src/qkd/kme/row-sealer.ts';
import { seededBytes } from './kme-rig.ts';

const dataKey = seededBytes('data key', 32);
const text = seededBytes('text', 32);
const row: RowBinding = ['unit', 'kme-b', 7, 1000];

function sealerOf(t: TestContext, key: Uint8Array = dataKey): RowSealer {
  const sealer = new RowSealer('/pool', SecretBytes.copyOf(key));
  t.after(() => sealer[Symbol.dispose]());
  return sealer;
}

/** As docs/spec/kme.md §3.3 says it, by node:crypto alone. */
function openBySpec(sealed: Uint8Array, associated: string): Buffer {
  const [salt, nonce] = [sealed.subarray(0, 16), sealed.subarray(16, 28)];
  const key = new Uint8Array(hkdfSync('sha256', dataKey, salt, 'qforge key pool rows 1', 32));
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(28, -16)), decipher.final()]);
}

const isDamaged = (error: unknown): boolean =>
  isQForgeError(error, 'KEY_POOL_DAMAGED') && error.details.path === '/pool';

describe('the sealer of rows', () => {
  test('seals as the specification says', (t) => {
    const sealer = sealerOf(t);
    for (let index = 0; index < 3; index += 1) {
      const sealed = sealer.seal(row, text);
      assert.equal(sealed.length, 32 + 44);
      assert.equal(Buffer.from(sealed.subarray(16, 28)).toString('hex'), `0${index}`.padStart(24, '0'));
      assert.deepEqual(new Uint8Array(openBySpec(sealed, '["unit","kme-b",7,1000]')), new Uint8Array(text));
    }
  });

  test('opens what another of the same data key has sealed, in any order', (t) => {
    const [first, second, reader] = [sealerOf(t), sealerOf(t), sealerOf(t)];
    const sealed = [first, second, reader, first, second].map((sealer) => sealer.seal(row, text));
    assert.equal(new Set(sealed.map((bytes) => Buffer.from(bytes.subarray(0, 16)).toString('hex'))).size, 3);
    for (const bytes of sealed) assert.deepEqual(reader.open(row, bytes).expose(), text);
  });

  test('repeats no pair of salt and nonce', (t) => {
    const sealers = [sealerOf(t), sealerOf(t), sealerOf(t)];
    const pairs = sealers.flatMap((sealer) =>
      Array.from({ length: 300 }, () => Buffer.from(sealer.seal(row, text).subarray(0, 28)).toString('hex')),
    );
    assert.equal(new Set(pairs).size, 900);
  });

  test('refuses every changed bit and every cut', (t) => {
    const sealer = sealerOf(t);
    const sealed = sealer.seal(row, text);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => sealer.open(row, changed), isDamaged, `bit ${bit}`);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      assert.throws(() => sealer.open(row, sealed.subarray(0, length)), isDamaged, `${length} bytes`);
    }
    assert.throws(() => sealer.open(row, Buffer.concat([sealed, Buffer.alloc(1)])), isDamaged);
    assert.deepEqual(sealer.open(row, sealed).expose(), text);
  });

  test('refuses what belongs to another row or another data key', (t) => {
    const sealer = sealerOf(t);
    const sealed = sealer.seal(row, text);
    const others: readonly RowBinding[] = [
      ['key', 'kme-b', 7, 1000],
      ['unit', 'kme-c', 7, 1000],
      ['unit', 'kme-b', 8, 1000],
      ['unit', 'kme-b', 7, 1001],
      ['unit', 'kme-b', '7', 1000],
      ['unit', 'kme-b', 7],
      ['unit","kme-b', 7, 1000],
    ];
    for (const other of others) assert.throws(() => sealer.open(other, sealed), isDamaged, JSON.stringify(other));
    assert.throws(() => sealerOf(t, seededBytes('another', 32)).open(row, sealed), isDamaged);
  });

  test('serves nobody after its end', (t) => {
    const sealer = sealerOf(t);
    const sealed = sealer.seal(row, text);
    sealer[Symbol.dispose]();
    assert.throws(
      () => sealer.open(row, sealed),
      (error) => isQForgeError(error, 'SECRET_WIPED'),
    );
    assert.throws(
      () => sealer.seal(row, text),
      (error) => isQForgeError(error, 'SECRET_WIPED'),
    );
  });
});

test('a wrapped data key opens with its wrapping key, for its key manager, unchanged, and else not', () => {
  using wrappingKey = SecretBytes.copyOf(seededBytes('wrapping', 32));
  using other = SecretBytes.copyOf(seededBytes('other', 32));
  const wrapped = wrapDataKey(wrappingKey, 'kme-a', SecretBytes.copyOf(dataKey));
  assert.deepEqual(unwrapDataKey(wrappingKey, 'kme-a', wrapped)?.expose(), dataKey);
  assert.equal(unwrapDataKey(other, 'kme-a', wrapped), undefined);
  assert.equal(unwrapDataKey(wrappingKey, 'kme-b', wrapped), undefined);
  for (let length = 0; length < wrapped.length; length += 1)
    assert.equal(unwrapDataKey(wrappingKey, 'kme-a', wrapped.subarray(0, length)), undefined);
  for (let at = 0; at < wrapped.length; at += 1) {
    const changed = Uint8Array.from(wrapped);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(unwrapDataKey(wrappingKey, 'kme-a', changed), undefined);
  }
});
