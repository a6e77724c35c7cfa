import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { parseAddress } from '../../src/network/address.ts';
import { isAddressPattern, parseAddressPattern } from '../../src/network/address-pattern.ts';

/** What a pattern says of a target: `yes`, `no`, or for which of these numbers a name may stand. */
function verdict(pattern: string, target: string, numbers: readonly string[] = []): string | readonly string[] {
  const address = parseAddress(target.startsWith('/') ? `unix://${target}` : `tcp://${target}`);
  const admission = parseAddressPattern(pattern).admits(address);
  return typeof admission === 'string' ? admission : numbers.filter((ip) => admission(ip));
}

describe('a rule for addresses', () => {
  const cases: readonly (readonly [pattern: string, target: string, expected: string])[] = [
    ['localhost:5432', 'localhost:5432', 'yes'],
    ['LocalHost:5432', 'localhost:5432', 'yes'],
    ['localhost:5432', 'localhost:5433', 'no'],
    ['localhost:5432', '127.0.0.1:5432', 'no'],
    ['db.example:*', 'db.example:1', 'yes'],
    ['db.example:*', 'x.db.example:1', 'no'],
    ['web:8000-8099', 'web:8000', 'yes'],
    ['web:8000-8099', 'web:8099', 'yes'],
    ['web:8000-8099', 'web:8100', 'no'],
    ['web:8000-8099', 'web:7999', 'no'],
    ['10.0.0.0/8:80', '10.255.0.1:80', 'yes'],
    ['10.0.0.0/8:80', '11.0.0.1:80', 'no'],
    ['10.1.2.3:80', '10.1.2.3:80', 'yes'],
    ['127.0.0.1:80', '[::ffff:127.0.0.1]:80', 'yes'],
    ['[fd00::/8]:80', '[fd12::1]:80', 'yes'],
    ['[::1]:80', '[::1]:80', 'yes'],
    ['[::1]:80', '[::2]:80', 'no'],
    ['*:443', '192.0.2.7:443', 'yes'],
    ['*:443', '127.0.0.1:443', 'no'],
    ['*:443', '[::1]:443', 'no'],
    ['*:443', '[::ffff:7f00:1]:443', 'no'],
    ['*:443', '169.254.169.254:443', 'no'],
    ['/run/app.sock', '/run/app.sock', 'yes'],
    ['/run/app.sock', '/run/app.sock2', 'no'],
    ['*:*', '/run/app.sock', 'no'],
    ['/run/app.sock', 'web:80', 'no'],
  ];
  for (const [pattern, target, expected] of cases) {
    test(`${pattern} says ${expected} of ${target}`, () => assert.equal(verdict(pattern, target), expected));
  }

  test('leaves a name to the numbers it stands for, where it speaks of numbers', () => {
    const numbers = ['10.0.0.1', '127.0.0.1', '192.0.2.1', 'fe80::1'];
    assert.deepEqual(verdict('10.0.0.0/8:80', 'web:80', numbers), ['10.0.0.1']);
    assert.deepEqual(verdict('*:80', 'web:80', numbers), ['10.0.0.1', '192.0.2.1']);
    assert.equal(verdict('*:80', 'web:81', numbers), 'no', 'nothing is looked up for another port');
  });

  test('takes port 0 only from a rule for every port', () => {
    assert.equal(verdict('127.0.0.1:*', '127.0.0.1:0'), 'yes');
    assert.equal(verdict('127.0.0.1:1-65535', '127.0.0.1:0'), 'no');
  });

  const bad = [
    '',
    ':',
    'web',
    'web:',
    ':80',
    'web:0',
    'web:65536',
    'web:9-8',
    'web:1-',
    'web:+1',
    '*',
    '**:80',
    'w*:80',
  ];
  const worse = [
    '10.0.0.0/33:80',
    '10.0.0.0/8',
    '/',
    '/a/',
    'run/app.sock',
    'a b:80',
    'web:80 ',
    `${'a'.repeat(400)}:1`,
  ];
  for (const text of [...bad, ...worse]) {
    test(`is not ${JSON.stringify(text.slice(0, 20))}`, () => {
      assert.ok(!isAddressPattern(text));
      assert.throws(
        () => parseAddressPattern(text),
        (error) => isQForgeError(error, 'ADDRESS_INVALID'),
      );
    });
  }
});
