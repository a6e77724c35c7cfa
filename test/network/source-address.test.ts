import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { sourceOf } from '../../src/network/source-address.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);

describe('the source of a connection', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['tcp://192.0.2.7:4000', '192.0.2.7'],
    ['ws://192.0.2.7:80', '192.0.2.7'],
    ['ws://192.0.2.7:80/path', '192.0.2.7'],
    ['tcp://[2001:db8::1]:4000', '2001:db8:0:0::/64'],
    ['tcp://[2001:db8:0:0:ffff::2]:9', '2001:db8:0:0::/64'],
    ['tcp://[2001:DB8:00:1::]:9', '2001:db8:0:1::/64'],
    ['tcp://[1:2:3:4:5:6:7:8]:9', '1:2:3:4::/64'],
    ['tcp://[::1]:9', '0:0:0:0::/64'],
    ['tcp://[fe80::1%eth0]:9', 'fe80:0:0:0::/64'],
    ['tcp://[::ffff:192.0.2.7]:9', '192.0.2.7'],
    ['unix:///run/qforge.sock', undefined],
    ['memory://dialler-1', undefined],
    ['', undefined],
    ['tcp://', undefined],
  ];
  for (const [address, source] of cases) {
    test(`of "${address}" is ${source ?? 'nobody'}`, () => assert.equal(sourceOf(address), source));
  }

  test(`of an IPv6 address is its first four groups, however it is written (seed ${seed})`, () => {
    const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (address) => {
        const text = address.map((group) => group.toString(16));
        const long = text.map((group) => group.padStart(4, '0')).join(':');
        // What a URL makes of it is the shortest spelling.
        const short = new URL(`http://[${long}]/`).hostname.slice(1, -1);
        const expected = `${text.slice(0, 4).join(':')}::/64`;
        assert.equal(sourceOf(`tcp://[${long}]:1`), expected);
        assert.equal(sourceOf(`tcp://[${short}]:1`), expected);
      }),
      { seed, numRuns: 300 },
    );
  });
});
