import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { localOnlyAddresses, parseIpRange, plainIp } from '../../src/network/ip-range.ts';

const seed = 20_261_130;

/** An IPv4 address as a number, by hand. */
const number = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

describe('a block of IP addresses', () => {
  test(`contains what agrees in the prefix, and nothing else (seed ${seed})`, () => {
    const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 0, max: 32 }), (network, other, prefix) => {
        const [here, there] = [network.join('.'), other.join('.')];
        const shift = 2 ** (32 - prefix);
        const agrees = Math.floor(number(here) / shift) === Math.floor(number(there) / shift);
        assert.equal(parseIpRange(`${here}/${prefix}`).contains(there), agrees);
        assert.ok(parseIpRange(`${here}/${prefix}`).contains(here));
      }),
      { seed },
    );
  });

  test('is one address without a prefix', () => {
    assert.ok(parseIpRange('10.1.2.3').contains('10.1.2.3'));
    assert.ok(!parseIpRange('10.1.2.3').contains('10.1.2.4'));
    assert.ok(parseIpRange('fd00::1').contains('fd00:0::1'));
    assert.ok(!parseIpRange('fd00::1').contains('fd00::2'));
    assert.ok(parseIpRange('fd00::/8').contains('fdff:ffff::1'));
  });

  test('sees through IPv4 addresses that are written as IPv6', () => {
    assert.ok(parseIpRange('127.0.0.0/8').contains('::ffff:127.0.0.1'));
    assert.ok(parseIpRange('127.0.0.0/8').contains('::ffff:7f00:1'));
    assert.ok(localOnlyAddresses.contains('::ffff:a9fe:a9fe'), '169.254.169.254');
    assert.equal(plainIp('::FFFF:1.2.3.4'), '1.2.3.4');
    assert.equal(plainIp('::1'), '::1');
    assert.equal(plainIp('web'), undefined);
  });

  for (const text of [
    '',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/',
    'fd00::/129',
    '10.0.0/8',
    'web/8',
    '1.2.3.4/8/8',
  ]) {
    test(`is not "${text}"`, () => {
      assert.throws(
        () => parseIpRange(text),
        (error) => isQForgeError(error, 'ADDRESS_INVALID'),
      );
    });
  }
});

test('addresses that mean this machine or its link are known as such, and others are not', () => {
  const local = ['127.0.0.1', '127.9.9.9', '0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '::1', '::'];
  for (const address of [...local, 'fe80::1', 'fe80::1%eth0', 'ff02::1']) {
    assert.ok(localOnlyAddresses.contains(address), address);
  }
  for (const address of ['10.0.0.1', '192.0.2.1', '8.8.8.8', 'fd00::1', '2001:db8::1', 'not an address']) {
    assert.ok(!localOnlyAddresses.contains(address), address);
  }
});
