import assert from 'node:assert/strict';
import test from 'node:test';
import { checkRoomImports } from '../../../tools/architecture/room-imports.ts';
import { findingText } from '../../../tools/finding.ts';

/** What the checker says of a tree of one file. */
function complaints(file: string, text: string): readonly string[] {
  return checkRoomImports(new Map([[file, text]])).map(findingText);
}

test('a tree that keeps to the table is clean', () => {
  const tree = new Map([
    ['src/base/errors.ts', `import { errorCatalogue } from './error-catalogue.ts';`],
    [
      'src/crypto/native-kem.ts',
      `import { createHash } from 'node:crypto';\nimport { assert } from '../base/index.ts';`,
    ],
    ['src/crypto/portable-kem.ts', `import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';`],
    ['src/client/client.ts', `import type { Kem } from '../crypto/index.ts';\nimport * as v from 'valibot';`],
    [
      'src/cli/commands/send.ts',
      `import { QForgeError } from '../../base/index.ts';\nimport { send } from '../send.ts';`,
    ],
  ]);
  assert.deepEqual(checkRoomImports(tree), []);
});

test('an upward import is refused with its reason and its place', () => {
  assert.deepEqual(complaints('src/handshake/noise.ts', `\nimport { pool } from '../qkd/index.ts';`), [
    'src/handshake/noise.ts:2: handshake must not import qkd: a key is bytes to the handshake: a broken link never changes the protocol',
  ]);
  assert.deepEqual(complaints('src/base/errors.ts', `import type { Kem } from '../crypto/index.ts';`), [
    'src/base/errors.ts:1: base must not import crypto: imports point down only, and base may import nothing',
  ]);
});

test('a dynamic import and a re-export are imports too', () => {
  assert.match(complaints('src/cli/main.ts', `await import('../network/index.ts')`)[0] ?? '', /one way to do things/u);
  assert.match(
    complaints('src/quantum/a.ts', `export { x } from '../crypto/index.ts'`)[0] ?? '',
    /never becomes a key/u,
  );
});

test('a deep import into another room is refused', () => {
  assert.match(
    complaints('src/crypto/a.ts', `import { x } from '../base/errors.ts'`)[0] ?? '',
    /through its index\.ts only/u,
  );
});

test("a file that imports its own room's index is refused", () => {
  assert.match(complaints('src/crypto/a.ts', `import { x } from './index.ts'`)[0] ?? '', /never its own index\.ts/u);
});

test('an import of anything outside src is refused', () => {
  assert.match(
    complaints('src/crypto/a.ts', `import { x } from '../../tools/finding.ts'`)[0] ?? '',
    /nothing outside/u,
  );
  assert.match(complaints('src/crypto/a.ts', `import { x } from '../loose.ts'`)[0] ?? '', /nothing outside/u);
});

test('a room that the table does not know is refused', () => {
  assert.match(complaints('src/shed/a.ts', `import { x } from './b.ts'`)[0] ?? '', /no room shed/u);
});

test("Node's own modules are refused in a room for browsers, and need their prefix elsewhere", () => {
  assert.match(complaints('src/handshake/a.ts', `import { x } from 'node:fs'`)[0] ?? '', /runs in browsers too/u);
  assert.match(complaints('src/crypto/kem.ts', `import { x } from 'node:crypto'`)[0] ?? '', /runs in browsers too/u);
  assert.match(complaints('src/network/a.ts', `import net from 'net'`)[0] ?? '', /write node:net/u);
});

test('a file for browsers may name the types of a native one, but not load it', () => {
  assert.match(complaints('src/crypto/kem.ts', `import { x } from './native-kem.ts'`)[0] ?? '', /needs Node/u);
  assert.deepEqual(complaints('src/crypto/kem.ts', `import type { X } from './native-kem.ts'`), []);
});

test('a package outside the list of the room is refused', () => {
  assert.match(
    complaints('src/base/a.ts', `import * as v from 'valibot'`)[0] ?? '',
    /base must not import the package valibot/u,
  );
  assert.match(
    complaints('src/client/a.ts', `import x from '@noble/hashes/sha2.js'`)[0] ?? '',
    /the package @noble\/hashes/u,
  );
});

test('export-star and computed imports are refused', () => {
  assert.match(complaints('src/base/index.ts', `export * from './errors.ts'`)[0] ?? '', /one by one/u);
  assert.match(complaints('src/client/a.ts', `await import(name)`)[0] ?? '', /escapes every check/u);
});

test('chosen coins are refused anywhere in src, and left alone in tests', () => {
  const fromNeighbour = complaints('src/crypto/index.ts', `export { kem } from './known-answer.ts'`);
  assert.match(fromNeighbour[0] ?? '', /for tests only/u);
  const fromAbove = complaints('src/handshake/a.ts', `import { kem } from '../crypto/known-answer.ts'`);
  assert.match(fromAbove[0] ?? '', /for tests only/u);
  assert.deepEqual(complaints('test/conformance/a.ts', `import { kem } from '../../src/crypto/known-answer.ts'`), []);
});
