import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { assertFileName, fileNameProblem } from '../../src/client/file-name.ts';

const options = { seed: 20_261_123, numRuns: 5_000 };

const acceptable = [
  'report.pdf',
  'a',
  '..a'.slice(2),
  'Übergröße – 3.txt',
  '日本語.txt',
  'नमस्ते',
  'family 👨‍👩‍👧.jpg',
  'backup-2026-11-23T22:00:00Z.tar.gz',
  'no extension',
  'console.log',
  'nullable.c',
  'com10.txt',
  'x'.repeat(255),
  'é'.repeat(127),
];

const hostile: readonly (readonly [name: string, problem: RegExp])[] = [
  ['', /empty/u],
  ['.', /dot/u],
  ['..', /dot/u],
  ['.bashrc', /dot/u],
  ['a.', /dot/u],
  [' a', /space/u],
  ['a ', /space/u],
  ['/etc/passwd', /separator/u],
  ['../../etc/passwd', /separator/u],
  ['a/b', /separator/u],
  ['a\\b', /separator/u],
  ['a\0b', /control/u],
  ['a\nb', /control/u],
  ['\u001b[2J', /control/u],
  ['a\u007fb', /control/u],
  ['a\u0085b', /control/u],
  ['a\u2028b', /control/u],
  ['a\ud800b', /control/u],
  ['invoice\u202efdp.exe', /turn the text/u],
  ['a\u2066b', /turn the text/u],
  ['a\u061cb', /turn the text/u],
  ['a\u200bb', /cannot be seen/u],
  ['a\ufeffb', /cannot be seen/u],
  ['e\u0301', /normalisation/u],
  ['\u212b', /normalisation/u],
  ['CON', /device/u],
  ['nul.txt', /device/u],
  ['Aux', /device/u],
  ['com1', /device/u],
  ['LPT9.log', /device/u],
  ['COM²', /device/u],
  ['x'.repeat(256), /255 bytes/u],
  ['é'.repeat(128), /255 bytes/u],
];

test('ordinary names of all scripts are accepted', () => {
  for (const name of acceptable) assert.equal(fileNameProblem(name, 'linux'), undefined, JSON.stringify(name));
});

test('every kind of hostile name is refused, with a reason that does not repeat the name', () => {
  for (const [name, problem] of hostile) {
    const reason = fileNameProblem(name, 'linux') ?? 'none';
    assert.match(reason, problem, JSON.stringify(name));
    assert.match(reason, /^[\x20-\x7e]+$/u);
    assert.throws(() => assertFileName(name), { code: 'ARGUMENT_INVALID' });
  }
});

test('Windows refuses characters that open another stream of a file, and patterns', () => {
  for (const name of ['a:b', 'a*', 'a?', '<a', 'a|b', '"a"']) {
    assert.equal(fileNameProblem(name, 'linux'), undefined);
    assert.match(fileNameProblem(name, 'win32') ?? '', /Windows/u);
  }
});

test(`an accepted name is one component, for both kinds of paths (seed ${options.seed})`, () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ' ', '\0', '\u202e', ':', '\u0301'), maxLength: 8 }),
  );
  let accepted = 0;
  fc.assert(
    fc.property(unit, (name) => {
      if (fileNameProblem(name, 'linux') !== undefined) return;
      accepted += 1;
      assert.equal(basename(name), name);
      assert.equal(join('/inbox', name), `/inbox/${name}`);
      assert.ok(Buffer.byteLength(name) <= 255 && !name.includes('\\') && !name.startsWith('.'));
      assert.equal(Buffer.from(name).toString(), name);
    }),
    options,
  );
  assert.ok(accepted > 100, `${accepted} names were accepted`);
});
