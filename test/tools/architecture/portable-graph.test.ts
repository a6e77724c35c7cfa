import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPortableGraph, portableFiles } from '../../../tools/architecture/portable-graph.ts';
import { findingText } from '../../../tools/finding.ts';
import { readSourceTree, type SourceTree } from '../../../tools/source-tree.ts';

const treeOf = (files: Readonly<Record<string, string>>): SourceTree => new Map(Object.entries(files));
const complaints = (files: Readonly<Record<string, string>>): readonly string[] =>
  checkPortableGraph(treeOf(files), 'src/browser/index.ts').map(findingText);

describe('what pages load', () => {
  const index = {
    'src/browser/index.ts': `import { a } from '../room/index.ts';`,
    'src/room/index.ts': `export { a, type T } from './a.ts';\nexport { b } from './b.ts';`,
    'src/room/a.ts': `import type { Socket } from 'node:net';\nexport const a = 1;`,
    'src/room/b.ts': `import { readFileSync } from 'node:fs';\nexport const b = 2;`,
  };

  test('is followed by name through an index, to the files behind it alone', () => {
    assert.deepEqual(complaints(index), []);
    assert.deepEqual(portableFiles(treeOf(index), 'src/browser/index.ts'), ['src/browser/index.ts', 'src/room/a.ts']);
  });

  test('has no module of Node, however far away', () => {
    const found = complaints({
      ...index,
      'src/browser/index.ts': `import {\n  a,\n  b as c,\n} from '../room/index.ts';`,
    });
    assert.deepEqual(found, [
      'src/room/b.ts:1: node:fs is not for pages, which load this through src/browser/index.ts',
    ]);
    const deep = { ...index, 'src/room/a.ts': `import { b } from './b.ts';` };
    assert.match(complaints(deep)[0] ?? '', /through src\/room\/a\.ts/);
  });

  test('follows types nowhere, and dynamic imports too', () => {
    assert.deepEqual(
      complaints({ ...index, 'src/browser/index.ts': `import type { b } from '../room/index.ts';` }),
      [],
    );
    assert.deepEqual(
      complaints({ ...index, 'src/browser/index.ts': `import { type b } from '../room/index.ts';` }),
      [],
    );
    assert.equal(complaints({ ...index, 'src/browser/index.ts': `await import('../room/b.ts');` }).length, 1);
  });

  test('uses no global of Node', () => {
    for (const text of ['Buffer.from([1])', 'process.exit()', 'setImmediate(() => 1)', 'require("x")']) {
      assert.equal(complaints({ 'src/browser/index.ts': text }).length, 1, text);
    }
    assert.deepEqual(complaints({ 'src/browser/index.ts': 'a.process; // Buffer\n"Buffer"' }), []);
  });

  test('is most of the protocol here, and keeps to the rules', () => {
    const tree = readSourceTree();
    const files = portableFiles(tree);
    for (const file of [
      'handshake/initiator',
      'network/peer-channel',
      'crypto/portable-kem',
      'browser/identity-vault',
    ]) {
      assert.ok(files.includes(`src/${file}.ts`), file);
    }
    assert.ok(files.every((file) => !/native|tcp-|unix-/u.test(file)));
    assert.deepEqual(checkPortableGraph(tree).map(findingText), []);
  });
});
