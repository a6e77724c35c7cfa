import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { isAtLeast, MINIMUM_OPENSSL_VERSION, runtimeProblem } from '../../tools/runtime-version.mjs';
import { REPOSITORY_ROOT } from '../../tools/source-tree.ts';

test('versions compare number by number, not as text', () => {
  for (const [found, needed, expected] of [
    ['24.21.0', '24.21', true],
    ['24.9.0', '24.21', false],
    ['26.0.0', '24.21', true],
    ['20.20.2', '24.21', false],
    ['3.5.7', '3.5.7', true],
    ['3.5.10', '3.5.7', true],
    ['3.0.19', '3.5.7', false],
    ['3.5.7+quic', '3.5.7', true],
    ['25.0.0-nightly', '24.21', true],
  ] as const) {
    assert.equal(isAtLeast(found, needed), expected, `${found} against ${needed}`);
  }
});

test('a good runtime has no problem', () => {
  assert.equal(runtimeProblem({ node: '24.21.0', openssl: '3.5.7' }, '>=24.21'), undefined);
  assert.equal(runtimeProblem(process.versions, '>=24.21'), undefined);
});

test('an old Node.js or an old OpenSSL gets one sentence that says what to do', () => {
  for (const versions of [
    { node: '20.20.2', openssl: '3.0.19' },
    { node: '26.0.0', openssl: '3.5.6' },
  ]) {
    const sentence = runtimeProblem(versions, '>=24.21') ?? '';
    assert.match(sentence, /^This is Node\.js .*24\.21 or newer.*run "npm ci" without --ignore-scripts.*\.$/u);
    assert.ok(sentence.includes(versions.node) && sentence.includes(MINIMUM_OPENSSL_VERSION));
    assert.ok(!sentence.includes('\n'));
  }
});

test('package.json states the needed version in the one form that is understood', () => {
  const text = readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8');
  assert.match((JSON.parse(text) as { engines: { node: string } }).engines.node, /^>=\d+\.\d+$/u);
});
