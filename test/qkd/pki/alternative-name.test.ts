import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { encodeAlternativeName } from '../../../src/qkd/pki/alternative-name.ts';

const hexOf = (name: Parameters<typeof encodeAlternativeName>[0]): string =>
  encodeAlternativeName(name).toString('hex');

describe('names in certificates', () => {
  test('carry the tags of RFC 5280 4.2.1.6', () => {
    assert.equal(hexOf({ dns: 'ab' }), '82026162');
    assert.equal(hexOf({ uri: 'urn:a' }), '860575726e3a61');
    assert.equal(hexOf({ ip: '127.0.0.1' }), '87047f000001');
  });

  test('spell IPv6 addresses in 16 bytes, however they are shortened', () => {
    assert.equal(hexOf({ ip: '::1' }), `8710${'00'.repeat(15)}01`);
    assert.equal(hexOf({ ip: '::' }), `8710${'00'.repeat(16)}`);
    assert.equal(hexOf({ ip: '2001:db8::ff00:42:8329' }), '871020010db8000000000000ff0000428329');
    assert.equal(hexOf({ ip: '1:2:3:4:5:6:7:8' }), '871000010002000300040005000600070008');
  });

  test('are refused when they are something else', () => {
    for (const name of [{ dns: '' }, { dns: 'a b' }, { uri: 'urn:ü' }, { ip: 'localhost' }, { ip: '::1%eth0' }]) {
      assert.throws(
        () => encodeAlternativeName(name),
        (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
      );
    }
  });
});
