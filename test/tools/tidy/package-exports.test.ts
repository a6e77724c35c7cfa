import assert from 'node:assert/strict';
import test from 'node:test';
import { checkPackageExports } from '../../../tools/tidy/package-exports.ts';

const entry = (room: string): object => ({ types: `./dist/${room}/index.d.ts`, default: `./dist/${room}/index.js` });

function complaints(
  exports: Readonly<Record<string, unknown>> | undefined,
  ...rooms: readonly string[]
): readonly string[] {
  const tree = new Map(rooms.map((room) => [`src/${room}/index.ts`, '']));
  tree.set('package.json', JSON.stringify({ exports }));
  return checkPackageExports(tree).map(({ message }) => message);
}

test('exports that follow the rooms pass', () => {
  const exports = { '.': entry('client'), './base': entry('base'), './package.json': './package.json' };
  assert.deepEqual(complaints(exports, 'client', 'base', 'cli', 'daemon'), []);
});

test('a published room that is not offered is found', () => {
  assert.match(complaints({ '.': entry('client') }, 'client', 'base')[0] ?? '', /room base is not exported/u);
});

test('an offer without a room is found, and one that must stay inside', () => {
  assert.match(complaints({ './qkd': entry('qkd') })[0] ?? '', /no such room/u);
  assert.match(complaints({ './cli': entry('cli') }, 'cli')[0] ?? '', /no such room/u);
});

test('an entry that leads elsewhere, or lacks its types, is found', () => {
  assert.match(complaints({ './base': entry('crypto') }, 'base')[0] ?? '', /must lead to dist\/base/u);
  assert.match(complaints({ './base': { default: './dist/base/index.js' } }, 'base')[0] ?? '', /must lead to/u);
  assert.match(complaints({ './base': './dist/base/index.js' }, 'base')[0] ?? '', /must lead to/u);
});

test('a package without exports is found', () => {
  assert.deepEqual(complaints(undefined), ['nothing is exported']);
});
