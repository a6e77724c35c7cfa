import assert from 'node:assert/strict';
import test from 'node:test';
import { DUPLICATE_LINES, duplicatesIn } from '../../../tools/tidy/duplicates.ts';

function lines(count: number, what: string): string {
  return Array.from({ length: count }, (_, index) => `  ${what}(${index});`).join('\n');
}

test('the same lines in two places are found with their length, whatever is between and around them', () => {
  const shared = lines(DUPLICATE_LINES + 2, 'same');
  const tree = new Map([
    ['src/a.ts', `one();\n${shared}\ntwo();\n`],
    ['src/b.ts', `three();\n\n// A comment.\n${shared.replaceAll('\n', '\n\n')}\n`],
  ]);
  assert.deepEqual(duplicatesIn(tree, 'src/'), [
    { first: 'src/a.ts:2', second: 'src/b.ts:4', lines: DUPLICATE_LINES + 2 },
  ]);
});

test('what is short, another folder, or an import is no duplicate', () => {
  const short = lines(DUPLICATE_LINES - 1, 'same');
  const imports = Array.from({ length: 20 }, (_, index) => `import { a${index} } from './a.ts';`).join('\n');
  const tree = new Map([
    ['src/a.ts', `${imports}\n${short}\nx();\n`],
    ['src/b.ts', `${imports}\n${short}\ny();\n`],
    ['test/b.ts', lines(30, 'same')],
  ]);
  assert.deepEqual(duplicatesIn(tree, 'src/'), []);
});
