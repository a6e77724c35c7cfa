import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { utf8, utf8Text } from '../../src/base/index.ts';
import { HiddenEntry, MAX_PASSPHRASE_BYTES } from '../../src/cli/hidden-entry.ts';
import { hasCode } from './command-line.ts';

/** What is left of keys typed one after the other. */
function entered(...keys: readonly string[]): string {
  const entry = new HiddenEntry();
  for (const key of keys) entry.take(utf8(key));
  using secret = entry.finish();
  return utf8Text(secret.expose());
}

describe('a hidden entry', () => {
  test('is what was typed before Enter', () => {
    assert.equal(entered('open sesame\r'), 'open sesame');
    assert.equal(entered('open', ' sesame\nand more'), 'open sesame');
    assert.equal(entered('\r'), '');
  });

  test('can be corrected, character by character, and as a whole', () => {
    assert.equal(entered('abx\u007fc\r'), 'abc');
    assert.equal(entered('grü\b\u007fün\r'), 'gün');
    assert.equal(entered('🎉\u007f\u007f\u007fa\r'), 'a');
    assert.equal(entered('wrong\u0015right\r'), 'right');
  });

  test('overwrites what it was handed', () => {
    const typed = utf8('secret\r');
    new HiddenEntry().take(typed);
    assert.ok(typed.every((byte) => byte === 0));
  });

  test('is complete only after Enter', () => {
    const entry = new HiddenEntry();
    entry.take(utf8('abc'));
    assert.equal(entry.state, 'typing');
    assert.throws(() => entry.finish(), hasCode('CANCELLED'));
  });

  test('is cancelled by Ctrl-D, and interrupted by Ctrl-C', () => {
    for (const [key, state] of [
      ['\u0004', 'cancelled'],
      ['\u0003', 'interrupted'],
    ] as const) {
      const entry = new HiddenEntry();
      entry.take(utf8(`abc${key}def\r`));
      assert.equal(entry.state, state);
      assert.throws(() => entry.finish(), hasCode('CANCELLED'));
    }
  });

  test('is put off by Ctrl-Z, and begins anew', () => {
    const entry = new HiddenEntry();
    entry.take(utf8('abc\u001adef\r'));
    assert.equal(entry.state, 'suspended');
    entry.restart();
    entry.take(utf8('ghi\r'));
    using secret = entry.finish();
    assert.equal(utf8Text(secret.expose()), 'ghi');
  });

  test('that was too long can be erased as a whole', () => {
    assert.equal(entered('x'.repeat(MAX_PASSPHRASE_BYTES + 1), '\u0015short\r'), 'short');
  });

  test('takes the longest passphrase, and refuses one byte more instead of cutting it', () => {
    const longest = 'x'.repeat(MAX_PASSPHRASE_BYTES);
    assert.equal(entered(longest, '\r'), longest);
    assert.throws(() => entered(longest, 'y\r'), hasCode('ARGUMENT_INVALID'));
  });
});
