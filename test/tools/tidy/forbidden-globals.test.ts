import assert from 'node:assert/strict';
import test from 'node:test';
import { checkForbiddenGlobals } from '../../../tools/tidy/forbidden-globals.ts';

const complaints = (file: string, text: string): readonly string[] =>
  checkForbiddenGlobals(new Map([[file, text]])).map(({ message }) => message);

test('pure rooms are refused time, chance, output and the process', () => {
  for (const [text, reason] of [
    ['new Date(5)', /no time/u],
    ['setImmediate(f)', /no time/u],
    ['setTimeout(f, 1)', /through Clock/u],
    ['performance.now()', /through Clock/u],
    ['Math.random()', /through RandomSource/u],
    ["console.log('x')", /through Logger/u],
    ['process.env.HOME', /as arguments/u],
    ['process.version', /browsers/u],
    ['Buffer.alloc(1)', /browsers/u],
  ] as const) {
    for (const room of ['base', 'crypto', 'handshake', 'quantum', 'consensus']) {
      const found = complaints(`src/${room}/a.ts`, text);
      assert.ok(
        found.some((message) => reason.test(message)),
        `${text} in ${room}`,
      );
    }
  }
});

test('files of crypto that need Node may use its buffers, but no clock and no environment', () => {
  assert.deepEqual(complaints('src/crypto/native-kem.ts', 'Buffer.alloc(1); process.versions.openssl;'), []);
  assert.equal(complaints('src/crypto/native-kem.ts', 'Date.now();').length, 2);
  assert.equal(complaints('src/crypto/native-kem.ts', 'process.env;').length, 1);
});

test('outer rooms read no clock and throw no dice either', () => {
  for (const text of [
    'Date.now()',
    'new Date()',
    'setTimeout(f, 1)',
    'performance.now()',
    'Math.random()',
    'console.error(1)',
  ]) {
    assert.equal(complaints('src/network/a.ts', text).length, 1, text);
  }
  assert.deepEqual(complaints('src/network/a.ts', 'setImmediate(f); new Date(wallMs).toISOString();'), []);
});

test('the command line may write and read its surroundings', () => {
  assert.deepEqual(complaints('src/cli/a.ts', 'console.log(process.env.NO_COLOR)'), []);
});

test('the system clock is the one place that reads time', () => {
  assert.deepEqual(complaints('src/base/system-clock.ts', 'Date.now(); performance.now(); setTimeout(f, 1);'), []);
});

test('properties, longer names, comments and texts are not the globals', () => {
  const text = `clock.setTimeout(1); const myDate = validateDate; entry.process; this.#performance; ({ performance: 1 }); // Date\nf('console')`;
  assert.deepEqual(complaints('src/base/a.ts', text), []);
});
