import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command, CommanderError } from 'commander';
import { type IdentityFlags, withIdentityFlags } from '../../src/cli/identity-flags.ts';

function parse(...words: readonly string[]): IdentityFlags {
  const command = withIdentityFlags(new Command('any'))
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  return command.parse(words, { from: 'user' }).opts<IdentityFlags>();
}

describe('the flags of an identity', () => {
  test('name its file, and where its passphrase comes from', () => {
    assert.deepEqual(parse('-i', 'a.key', '--passphrase-file', 'p'), { identity: 'a.key', passphraseFile: 'p' });
    assert.deepEqual(parse('--passphrase-fd', '3'), { passphraseFd: 3 });
    assert.deepEqual(parse(), {});
  });

  for (const text of ['-1', '1.5', '03', 'x', '', '99999999']) {
    test(`refuse ${JSON.stringify(text)} as a descriptor`, () => {
      assert.throws(() => parse(`--passphrase-fd=${text}`), CommanderError);
    });
  }

  test('allow one source of a passphrase only', () => {
    assert.throws(() => parse('--passphrase-fd', '3', '--passphrase-file', 'p'), CommanderError);
  });
});
