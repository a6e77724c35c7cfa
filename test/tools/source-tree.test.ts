import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { isSource, REPOSITORY_ROOT, readSourceTree } from '../../tools/source-tree.ts';

test('text files are read by their path from the root; built, installed and outside data are left out', () => {
  const root = mkdtempSync(join(tmpdir(), 'qforge-tree-'));
  try {
    const files = [
      'a.ts',
      'src/base/b.ts',
      'docs/c.md',
      '.ci/run',
      'NOTICE',
      'dist/d.ts',
      'x/node_modules/e.ts',
      'testdata/f.json',
      'g.bin',
    ];
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), file);
    }
    const tree = readSourceTree(root);
    assert.deepEqual([...tree.keys()].toSorted(), ['.ci/run', 'NOTICE', 'a.ts', 'docs/c.md', 'src/base/b.ts']);
    assert.equal(tree.get('src/base/b.ts'), 'src/base/b.ts');
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('the repository itself is read by default', () => {
  const tree = readSourceTree();
  assert.ok(tree.has('package.json') && tree.has('test/tools/source-tree.test.ts'));
  assert.ok(import.meta.dirname.startsWith(REPOSITORY_ROOT));
});

test('TypeScript and checked JavaScript are sources', () => {
  assert.ok(isSource('src/base/errors.ts') && isSource('tools/start.mjs'));
  assert.ok(!isSource('docs/a.md') && !isSource('package.json'));
});
