import assert from 'node:assert/strict';
import test from 'node:test';
import { checkClimbingPaths, checkOutsideTraces } from '../../../tools/tidy/outside-traces.ts';

const traces = (file: string, text: string): readonly (number | undefined)[] =>
  checkOutsideTraces(new Map([[file, text]])).map(({ line }) => line);

test('paths of one machine and words of one workplace are found', () => {
  for (const text of [
    'see /work/main',
    `'/root/x'`,
    '/home/jdoe/key',
    'as issue 12 says',
    'the brief wants',
    'a helper for this',
  ]) {
    assert.deepEqual(traces('docs/a.md', `first\n${text}`), [2], text);
  }
});

test('ordinary paths and words pass', () => {
  for (const text of [
    '/etc/qforge',
    '~/work/x',
    'https://host/work/',
    '/home/alice/key',
    'network/root/x',
    'in brief',
    'an issue',
  ]) {
    assert.deepEqual(traces('docs/a.md', text), [], text);
  }
});

test('a path that climbs out of the repository is found, from any depth', () => {
  const climbing = (file: string, text: string): number => checkClimbingPaths(new Map([[file, text]])).length;
  assert.equal(climbing('test/crypto/a.test.ts', `'../../testdata/vectors'`), 0);
  assert.equal(climbing('test/crypto/a.test.ts', `'../../../elsewhere'`), 1);
  assert.equal(climbing('test/a.test.ts', '`../../elsewhere/${name}`'), 1);
});
