import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { type Address, formatAddress, parseAddress } from '../../src/network/address.ts';

const seed = Number(process.env['SEED'] ?? 20_260_101);

describe('addresses', () => {
  const wellFormed: readonly (readonly [string, Address])[] = [
    ['tcp://example.org:7700', { scheme: 'tcp', host: 'example.org', port: 7700 }],
    ['tcp://127.0.0.1:0', { scheme: 'tcp', host: '127.0.0.1', port: 0 }],
    ['tcp://[::1]:65535', { scheme: 'tcp', host: '::1', port: 65535 }],
    ['tcp://[2001:db8::1:2]:1', { scheme: 'tcp', host: '2001:db8::1:2', port: 1 }],
    ['tcp://[fe80::1%eth0]:9', { scheme: 'tcp', host: 'fe80::1%eth0', port: 9 }],
    ['tcp://my_service:80', { scheme: 'tcp', host: 'my_service', port: 80 }],
    ['tcp://xn--bcher-kva.example:80', { scheme: 'tcp', host: 'xn--bcher-kva.example', port: 80 }],
    ['tcp://3com.example:80', { scheme: 'tcp', host: '3com.example', port: 80 }],
    ['unix:///run/qforge.sock', { scheme: 'unix', path: '/run/qforge.sock' }],
    ['unix:///run/a b#?.sock', { scheme: 'unix', path: '/run/a b#?.sock' }],
    ['ws://example.org:80', { scheme: 'ws', host: 'example.org', port: 80, path: '/' }],
    ['wss://[::1]:443/qforge/v1', { scheme: 'wss', host: '::1', port: 443, path: '/qforge/v1' }],
    ['memory://listener-1', { scheme: 'memory', name: 'listener-1' }],
  ];

  for (const [text, address] of wellFormed) {
    test(`${text} is read, and printed the same`, () => {
      assert.deepEqual(parseAddress(text), address);
      assert.equal(formatAddress(address), text);
    });
  }

  const malformed = [
    '',
    'example.org:7700',
    'http://example.org:80',
    'TCP://example.org:80',
    'tcp://',
    'tcp://example.org',
    'tcp://example.org:',
    'tcp://:7700',
    'tcp://example.org:65536',
    'tcp://example.org:-1',
    'tcp://example.org:+80',
    'tcp://example.org:080',
    'tcp://example.org:8o',
    'tcp://example.org:80/',
    'tcp://example.org:80?x',
    'tcp://user@example.org:80',
    'tcp://exa mple.org:80',
    'tcp://-example.org:80',
    'tcp://example-.org:80',
    'tcp://example..org:80',
    'tcp://example.org.:80',
    'tcp://bücher.example:80',
    `tcp://${'a'.repeat(64)}.org:80`,
    `tcp://${'a.'.repeat(127)}org:80`,
    'tcp://::1:80',
    'tcp://[::1:80',
    'tcp://[127.0.0.1]:80',
    'tcp://[::g]:80',
    'tcp://[]:80',
    'tcp://127.1:80',
    'tcp://2130706433:80',
    'tcp://0x7f000001:80',
    'tcp://0x7f.1:80',
    'tcp://256.0.0.1:80',
    'tcp://1.2.3.4.5:80',
    'unix://run/x.sock',
    'unix:///run/x\0.sock',
    'unix:///run/x\n.sock',
    'unix:///run/',
    `unix:///${'a'.repeat(103)}`,
    'ws://example.org/path',
    'ws://example.org:80/',
    'ws://example.org:80/a//b',
    'ws://example.org:80/a/',
    'ws://example.org:80/../b',
    'ws://example.org:80/a/.',
    'ws://example.org:80/a?b',
    'ws://example.org:80/a#b',
    'ws://example.org:80/%61',
    'wss://user@example.org:443',
    `ws://example.org:80/${'a'.repeat(65)}`,
    'memory://',
    'memory://a/b',
    `tcp://${'a'.repeat(600)}:80`,
  ];

  for (const text of malformed) {
    test(`${JSON.stringify(text.slice(0, 50))} is refused with ADDRESS_INVALID`, () => {
      assert.throws(() => parseAddress(text), { code: 'ADDRESS_INVALID' });
    });
  }

  test(`whatever is read is printed back as it was, and anything else is a typed error (seed ${seed})`, () => {
    const pieces = fc.constantFrom(
      'tcp',
      'unix',
      'ws',
      'memory',
      '://',
      '/',
      ':',
      '[',
      ']',
      '.',
      '%',
      '0',
      '80',
      'a',
      '::1',
      '\0',
      '-',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join('')),
    );
    let read = 0;
    fc.assert(
      fc.property(texts, (text) => {
        try {
          assert.equal(formatAddress(parseAddress(text)), text);
          read += 1;
        } catch (error) {
          assert.ok(isQForgeError(error, 'ADDRESS_INVALID'));
          assert.doesNotMatch(error.message, /[\p{Cc}\p{Cf}\u2028]/u);
        }
      }),
      { seed, numRuns: 20_000 },
    );
    assert.ok(read > 0, 'some texts were addresses');
  });
});
