import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { isIPv4, isIPv6, unmappedHost } from '../../src/network/ip-address.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);

const samples = [
  '::',
  '::1',
  '1::',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  ':1::',
  '1:::2',
  '::ffff:192.0.2.1',
  '::192.0.2.1:1',
  '1:2:3:4:5:6:192.0.2.1',
  '1:2:3:4:5:6:7:192.0.2.1',
  '192.0.2.1::',
  '12345::',
  'fe80::1%eth0',
  'fe80::1%',
  'fe80::1%a%b',
  '::%é',
  '',
  ':',
  '192.0.2.1',
  '192.0.2.01',
  '192.0.2',
  '256.0.0.1',
  '1.2.3.4.5',
  '1.2.3.4\n',
  '::1\n',
];

for (const sample of samples) {
  test(`${JSON.stringify(sample)} is judged as node:net does`, () => {
    assert.equal(isIPv4(sample), net.isIPv4(sample));
    assert.equal(isIPv6(sample), net.isIPv6(sample));
  });
}

test(`texts made of the pieces of addresses are judged as node:net does (seed ${seed})`, () => {
  const pieces = fc.constantFrom(
    ':',
    '::',
    '.',
    '%',
    '0',
    '1',
    'ff',
    'abcd',
    '255',
    '192.0.2.1',
    '1:2:3',
    '4:5:6',
    'g',
  );
  let [four, six] = [0, 0];
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
      const text = parts.join('');
      assert.equal(isIPv4(text), net.isIPv4(text), text);
      assert.equal(isIPv6(text), net.isIPv6(text), text);
      if (net.isIPv4(text)) four += 1;
      if (net.isIPv6(text)) six += 1;
    }),
    { seed, numRuns: 30_000 },
  );
  assert.ok(four > 20 && six > 100, `${four} and ${six} of the texts were addresses`);
});

test('an IPv4 address mapped into IPv6 is named as IPv4, and nothing else changes', () => {
  assert.equal(unmappedHost('::ffff:192.0.2.1'), '192.0.2.1');
  for (const host of ['::ffff:1:2', '::1', '192.0.2.1', '::ffff:host.name']) assert.equal(unmappedHost(host), host);
});
