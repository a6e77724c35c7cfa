import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { parseTunnelAddress, shortAddress } from '../../src/tunnel/tunnel-address.ts';

test('an address of a tunnel is short for people and whole for machines', () => {
  for (const [whole, short] of [
    ['tcp://web:80', 'web:80'],
    ['tcp://[::1]:80', '[::1]:80'],
    ['unix:///run/app.sock', '/run/app.sock'],
  ] as const) {
    assert.equal(shortAddress(parseTunnelAddress(whole)), short);
  }
});

test('an end point inside a process is none of a tunnel', () => {
  for (const text of ['memory://bob', 'http://web', 'web:80']) {
    assert.throws(
      () => parseTunnelAddress(text),
      (error) => isQForgeError(error, 'ADDRESS_INVALID'),
    );
  }
});
