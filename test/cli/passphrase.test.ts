import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { utf8Text } from '../../src/base/index.ts';
import { MAX_PASSPHRASE_BYTES } from '../../src/cli/hidden-entry.ts';
import { existingPassphrase, newPassphrase, passphraseSource } from '../../src/cli/passphrase.ts';
import { temporaryFolder } from '../daemon/temporary-folder.ts';
import { hasCode } from './command-line.ts';

function passphraseFile(t: TestContext, content: string | Uint8Array): string {
  const path = join(temporaryFolder(t), 'passphrase');
  writeFileSync(path, content);
  return path;
}

async function readFrom(path: string): Promise<string> {
  using passphrase = await existingPassphrase({ kind: 'file', path }, 'any.key');
  return utf8Text(passphrase.expose());
}

describe('the source of a passphrase', () => {
  test('is a descriptor before a file, and a flag before the environment', () => {
    const environment = { QFORGE_PASSPHRASE_FILE: '/env' };
    assert.deepEqual(passphraseSource({ passphraseFd: 3 }, environment), { kind: 'descriptor', descriptor: 3 });
    assert.deepEqual(passphraseSource({ passphraseFile: '/flag' }, environment), { kind: 'file', path: '/flag' });
    assert.deepEqual(passphraseSource({}, environment), { kind: 'file', path: '/env' });
  });

  test('must be there', async () => {
    await assert.rejects(existingPassphrase(undefined, 'any.key'), hasCode('PASSPHRASE_REQUIRED'));
    await assert.rejects(newPassphrase(undefined, 'any.key'), hasCode('PASSPHRASE_MISSING'));
  });
});

describe('a passphrase in a file', () => {
  for (const [content, passphrase] of [
    ['open sesame', 'open sesame'],
    ['open sesame\n', 'open sesame'],
    ['open sesame\r\n', 'open sesame'],
    ['two\nlines\n', 'two\nlines'],
    [' spaces \n\n', ' spaces \n'],
    ['ends in return\r', 'ends in return\r'],
  ] as const) {
    test(`${JSON.stringify(content)} is ${JSON.stringify(passphrase)}`, async (t) => {
      assert.equal(await readFrom(passphraseFile(t, content)), passphrase);
    });
  }

  test('may be long, but not too long', async (t) => {
    const longest = 'x'.repeat(MAX_PASSPHRASE_BYTES);
    for (const end of ['', '\n', '\r\n']) assert.equal(await readFrom(passphraseFile(t, longest + end)), longest);
    await assert.rejects(readFrom(passphraseFile(t, `${longest}x`)), hasCode('ARGUMENT_INVALID'));
    await assert.rejects(readFrom(passphraseFile(t, 'x'.repeat(100_000))), hasCode('ARGUMENT_INVALID'));
  });

  test('is never empty, and never guessed', async (t) => {
    await assert.rejects(readFrom(passphraseFile(t, '')), hasCode('ARGUMENT_INVALID'));
    await assert.rejects(readFrom(passphraseFile(t, '\n')), hasCode('ARGUMENT_INVALID'));
    await assert.rejects(readFrom(join(temporaryFolder(t), 'missing')), hasCode('FILE_UNREADABLE'));
    await assert.rejects(readFrom(temporaryFolder(t)), hasCode('FILE_UNREADABLE'));
  });

  test('serves for a new identity too', async (t) => {
    using passphrase = await newPassphrase({ kind: 'file', path: passphraseFile(t, 'new\n') }, 'any.key');
    assert.equal(utf8Text(passphrase.expose()), 'new');
  });
});

describe('a passphrase behind a descriptor', () => {
  test('is read, and the descriptor stays open', async (t) => {
    const descriptor = openSync(passphraseFile(t, 'open sesame\n'), 'r');
    using passphrase = await existingPassphrase({ kind: 'descriptor', descriptor }, 'any.key');
    assert.equal(utf8Text(passphrase.expose()), 'open sesame');
    assert.ok(fstatSync(descriptor).isFile());
    closeSync(descriptor);
    await assert.rejects(existingPassphrase({ kind: 'descriptor', descriptor }, 'any.key'), hasCode('FILE_UNREADABLE'));
  });
});
