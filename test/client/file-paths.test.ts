import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import test from 'node:test';
import { receivedFilePaths } from '../../src/client/file-paths.ts';
import { nativeBackend } from '../../src/crypto/index.ts';

const hash = nativeBackend.hash('SHA-256');

/** The tag of the specification, computed on its own. */
function tagOf(domain: string, ...texts: readonly string[]): string {
  const sha256 = createHash('sha256').update(domain);
  for (const text of texts) {
    const bytes = Buffer.from(text);
    sha256.update(Buffer.of(bytes.length >> 8, bytes.length & 0xff)).update(bytes);
  }
  return sha256.digest('hex').slice(0, 16);
}

test('paths are those of the specification', () => {
  assert.deepEqual(receivedFilePaths('/inbox', 'é.txt', 'qf1alice', hash), {
    target: '/inbox/é.txt',
    partial: `/inbox/.é.txt.${tagOf('qforge partial file v1', 'qf1alice', 'é.txt')}.part`,
    lock: `/inbox/.é.txt.${tagOf('qforge file lock v1', 'é.txt')}.lock`,
  });
});

test('different senders have different partial files and the same lock', () => {
  const alice = receivedFilePaths('/inbox', 'a', 'qf1alice', hash);
  const bob = receivedFilePaths('/inbox', 'a', 'qf1bob', hash);
  assert.notEqual(alice.partial, bob.partial);
  assert.equal(alice.lock, bob.lock);
});

test('sender and name are kept apart in the tag', () => {
  const partial = (sender: string, name: string): string =>
    basename(receivedFilePaths('/inbox', name, sender, hash).partial)
      .split('.')
      .at(-2) ?? '';
  assert.notEqual(partial('ab', 'c'), partial('a', 'bc'));
});

test('the longest names still fit, cut between characters', () => {
  for (const name of ['x'.repeat(255), 'é'.repeat(127), '😀'.repeat(63), `${'x'.repeat(199)}é${'y'.repeat(20)}`]) {
    const paths = receivedFilePaths('/inbox', name, '', hash);
    for (const path of [paths.target, paths.partial, paths.lock]) {
      assert.equal(dirname(path), '/inbox');
      assert.ok(Buffer.byteLength(basename(path)) <= 255);
      assert.equal(Buffer.from(path).toString(), path);
    }
  }
});

test('long names with a common beginning do not share a file', () => {
  const one = receivedFilePaths('/inbox', `${'x'.repeat(250)}1`, '', hash);
  const two = receivedFilePaths('/inbox', `${'x'.repeat(250)}2`, '', hash);
  assert.notEqual(one.partial, two.partial);
  assert.notEqual(one.lock, two.lock);
});
