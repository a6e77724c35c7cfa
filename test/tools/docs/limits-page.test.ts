import assert from 'node:assert/strict';
import test from 'node:test';
import { limitsPage } from '../../../tools/docs/limits-page.ts';
import { REPOSITORY_ROOT, readSourceTree } from '../../../tools/source-tree.ts';

test('limits are listed under their room, with the value that the program has', async () => {
  const { path, text } = await limitsPage(readSourceTree(REPOSITORY_ROOT));
  assert.equal(path, 'docs/limits.md');
  assert.match(text, /^## handshake$/mu);
  // Noise, section 3: all messages are at most 65,535 bytes long.
  assert.match(text, /^\| `MAX_NOISE_MESSAGE_BYTES` \| 65,535 \|/mu);
});

test('a tree without constants makes a page without rooms', async () => {
  const { text } = await limitsPage(new Map([['src/base/a.ts', 'export const a = 1;']]));
  assert.ok(!text.includes('##'));
});
