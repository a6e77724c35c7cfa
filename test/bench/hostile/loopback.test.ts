import assert from 'node:assert/strict';
import { isIPv4 } from 'node:net';
import { test } from 'node:test';
import { sourceAddress, targetOf } from '../../../bench/hostile/loopback.ts';

test('attackers have addresses of their own on loopback', () => {
  const addresses = Array.from({ length: 2000 }, (_, index) => sourceAddress(index));
  assert.equal(new Set(addresses).size, addresses.length);
  assert.ok(addresses.every((address) => isIPv4(address) && address.startsWith('127.') && address !== '127.0.0.1'));
  assert.deepEqual([addresses[0], addresses[256]], ['127.0.1.0', '127.0.2.0']);
});

test('a target is the host and port of an address', () => {
  assert.deepEqual(targetOf('tcp://127.0.0.1:7700'), { host: '127.0.0.1', port: 7700 });
});
