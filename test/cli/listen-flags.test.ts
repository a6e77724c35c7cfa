import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import {
  DEFAULT_LISTEN_ADDRESS,
  type ListenFlags,
  listenOptions,
  withListenFlags,
} from '../../src/cli/listen-flags.ts';
import { parseAddress } from '../../src/network/address.ts';

function parse(...words: readonly string[]): ListenFlags {
  return withListenFlags(new Command('any')).parse(words, { from: 'user' }).opts<ListenFlags>();
}

describe('the flags of a listener', () => {
  test('have an address that is one, and trust nobody by themselves', () => {
    assert.deepEqual(parse(), { address: DEFAULT_LISTEN_ADDRESS, allowOrigin: [] });
    assert.deepEqual(listenOptions(parse()), {
      listen: DEFAULT_LISTEN_ADDRESS,
      trustOnFirstUse: false,
      allowedOrigins: [],
    });
    assert.deepEqual(parseAddress(DEFAULT_LISTEN_ADDRESS), { scheme: 'tcp', host: '0.0.0.0', port: 7700 });
  });

  test('take another address, and trust on first use when told to by name', () => {
    assert.deepEqual(parse('-a', 'tcp://[::1]:0', '--trust-on-first-use'), {
      address: 'tcp://[::1]:0',
      trustOnFirstUse: true,
      allowOrigin: [],
    });
  });

  test('take origins one by one', () => {
    const flags = parse(
      '-a',
      'ws://[::1]:0',
      '--allow-origin',
      'https://a.example',
      '--allow-origin',
      'https://b.example',
    );
    assert.deepEqual(listenOptions(flags), {
      listen: 'ws://[::1]:0',
      trustOnFirstUse: false,
      allowedOrigins: ['https://a.example', 'https://b.example'],
    });
  });
});
