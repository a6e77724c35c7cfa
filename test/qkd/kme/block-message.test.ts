import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, SecretBytes } from '../../../src/base/index.ts';
import { decodeBlock, decodeBlockAnswer, encodeBlock, encodeBlockAnswer } from '../../../src/qkd/kme/block-message.ts';
import { simulatedLink } from './kme-rig.ts';

const malformed = (error: unknown): boolean => isQForgeError(error, 'MALFORMED');
const text = encodeBlock({ voidFrom: 7, key: SecretBytes.copyOf(Buffer.from('half')), quality: simulatedLink });

describe('the half of a block on its way', () => {
  test('arrives as it was sent', () => {
    const { voidFrom, key, quality } = decodeBlock(Buffer.from(text));
    assert.equal(voidFrom, 7);
    assert.equal(Buffer.from(key.expose()).toString(), 'half');
    assert.deepEqual(quality, simulatedLink);
    assert.equal(decodeBlockAnswer(JSON.parse(encodeBlockAnswer(2 ** 40))), 2 ** 40);
  });

  test('tells of the fibre as far as it is known', () => {
    for (const fibre of [{ lengthKm: 25, lossDb: 5, pulseRateHz: 1e9 }, { lengthKm: 0 }]) {
      const told = encodeBlock({
        voidFrom: 0,
        key: SecretBytes.copyOf(Buffer.from('half')),
        quality: { ...simulatedLink, fibre },
      });
      assert.deepEqual(decodeBlock(Buffer.from(told)).quality.fibre, fibre);
    }
  });

  test('is refused in any other form', () => {
    const good = JSON.parse(text) as object;
    const wrong = [
      { void_from: -1 },
      { void_from: 0.5 },
      { key: '' },
      { key: 'AA' },
      { qber: 1.1 },
      { qber: null },
      { key_rate: -1 },
      { length_km: -1 },
      { loss_db: '5' },
      { simulated: 1 },
      { more: 1 },
      { key: undefined },
    ];
    for (const changes of wrong) {
      const bytes = Buffer.from(JSON.stringify({ ...good, ...changes }));
      assert.throws(() => decodeBlock(bytes), malformed, JSON.stringify(changes));
    }
    for (const answer of [{}, { first_unit: -1 }, { first_unit: '1' }, null, { first_unit: 1, more: 1 }]) {
      assert.throws(() => decodeBlockAnswer(answer), malformed);
    }
  });
});
