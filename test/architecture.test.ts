import assert from 'node:assert/strict';
import test from 'node:test';
import { checkArchitecture } from '../tools/architecture/check.ts';
import { presentRooms } from '../tools/architecture/project-references.ts';
import { findingText } from '../tools/finding.ts';
import { readSourceTree } from '../tools/source-tree.ts';

test('every import of the repository keeps to the table of rooms', (t) => {
  const tree = readSourceTree();
  const sources = [...tree.keys()].filter((path) => path.startsWith('src/') && path.endsWith('.ts'));
  assert.ok(sources.length > 10, 'the sources were found');
  t.diagnostic(`${sources.length} files checked`);
  assert.deepEqual(checkArchitecture(tree).map(findingText), []);
});

test('the table of docs/architecture.md has a row for every room, and for nothing else', () => {
  const tree = readSourceTree();
  const text = tree.get('docs/architecture.md') ?? '';
  const rows = [...text.matchAll(/^\| \[(?<room>[a-z][a-z\d]*)\]\(\.\.\/src\/\k<room>\/README\.md\) \|/gmu)];
  assert.deepEqual(rows.map((row) => row.groups?.['room'] ?? '').toSorted(), [...presentRooms(tree)].toSorted());
});
