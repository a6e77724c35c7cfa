import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import type { KeyRequest } from '../../../src/qkd/etsi/key-request.ts';
import { HARDWARE_ONLY, keyWishOf } from '../../../src/qkd/kme/key-wish.ts';
import { KmeNetwork } from '../../../src/qkd/kme/kme-network.ts';
import { requestFor } from './kme-rig.ts';

const network = new KmeNetwork({
  self: 'kme-a',
  saes: new Map([
    ['alice', 'kme-a'],
    ['anna', 'kme-a'],
    ['bob', 'kme-b'],
    ['bea', 'kme-b'],
    ['carol', 'kme-c'],
  ]),
  routes: new Map([['kme-c', 'kme-b']]),
  neighbours: ['kme-b'],
});
const wish = (changes: Partial<KeyRequest> = {}, slave = 'bob'): ReturnType<typeof keyWishOf> =>
  keyWishOf('alice', slave, requestFor(changes), network);
const reasonFor = (changes: Partial<KeyRequest>, slave?: string): string => {
  try {
    wish(changes, slave);
  } catch (error) {
    if (isQForgeError(error, 'KME_REQUEST_REJECTED')) return error.details.reason;
    throw error;
  }
  return 'accepted';
};

describe('a request for keys', () => {
  test('without anything said is one key of 256 bits', () => {
    const { number, keyBytes, recipients, notice, hardwareOnly } = wish();
    assert.deepEqual([number, keyBytes, notice, hardwareOnly], [1, 32, undefined, false]);
    assert.deepEqual([...recipients], [['kme-b', ['bob']]]);
  });

  test('with several slaves is sorted by their key managers', () => {
    const { recipients } = wish({ additionalSlaves: ['carol', 'bea', 'anna'] });
    assert.deepEqual(
      [...recipients],
      [
        ['kme-b', ['bob', 'bea']],
        ['kme-c', ['carol']],
        ['kme-a', ['anna']],
      ],
    );
  });

  test('is rejected in the words of the standard', () => {
    assert.equal(reasonFor({ sizeBits: 257 }), 'size shall be a multiple of 8');
    const unknown = { mandatoryExtensions: [{ 'abc_route-type': 'direct' }] };
    assert.equal(reasonFor(unknown), 'not all extension_mandatory parameters are supported');
    const unmet = { mandatoryExtensions: [{ [HARDWARE_ONLY]: 'yes' }] };
    assert.equal(reasonFor(unmet), 'not all extension_mandatory request options could be met');
  });

  test('is rejected at the bounds that the status tells', () => {
    assert.equal(reasonFor({ number: 128, sizeBits: 64 }), 'accepted');
    assert.equal(reasonFor({ sizeBits: 4096 }), 'accepted');
    assert.match(reasonFor({ number: 129 }), /number/u);
    assert.match(reasonFor({ sizeBits: 56 }), /size/u);
    assert.match(reasonFor({ sizeBits: 4104 }), /size/u);
    assert.match(reasonFor({ additionalSlaves: Array.from({ length: 17 }, (_, n) => `sae-${n}`) }), /additional/u);
  });

  test('is rejected for SAEs that cannot share a key over a link', () => {
    assert.match(reasonFor({}, 'alice'), /itself/u);
    assert.match(reasonFor({ additionalSlaves: ['alice'] }), /itself/u);
    assert.match(reasonFor({}, 'nobody'), /not known/u);
    assert.match(reasonFor({ additionalSlaves: ['nobody'] }), /not known/u);
    assert.match(reasonFor({ additionalSlaves: ['bob'] }), /twice/u);
    assert.match(reasonFor({}, 'anna'), /no link/u);
  });

  test('with extensions that may be ignored is met, and says so', () => {
    const { notice } = wish({ optionalExtensions: [{ colour: 'blue' }] });
    assert.equal(notice, 'not all extension_optional request options handled');
    assert.equal(wish({ optionalExtensions: [{ [HARDWARE_ONLY]: true }] }).hardwareOnly, false);
    assert.equal(wish({ mandatoryExtensions: [{ [HARDWARE_ONLY]: true }] }).hardwareOnly, true);
  });
});
