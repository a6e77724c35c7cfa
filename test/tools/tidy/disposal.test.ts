import assert from 'node:assert/strict';
import test from 'node:test';
import { checkDisposal } from '../../../tools/tidy/disposal.ts';

const complaints = (body: string, door = "export { A } from './a.ts';"): readonly string[] => {
  const text = `/** A. */\nexport class A {\n${body}}\n`;
  const tree = new Map([
    ['src/base/index.ts', door],
    ['src/base/a.ts', text],
  ]);
  return checkDisposal(tree).map(({ file, line, message }) => `${file}:${line} ${message}`);
};

test('a class of the package that can be ended can be ended by a block', () => {
  const close = '  async close(): Promise<void> {\n  }\n';
  assert.deepEqual(complaints(close), ['src/base/a.ts:2 A has close(), but cannot be used by "using"']);
  assert.deepEqual(complaints(`${close}\n  [Symbol.asyncDispose](): Promise<void> {\n  }\n`), []);
  assert.deepEqual(complaints('  wipe(): void {\n  }\n\n  [Symbol.dispose](): void {\n  }\n'), []);
});

test('what takes something to end, or is nobody outside can have, is let alone', () => {
  assert.deepEqual(complaints('  stop(job: string): void {\n  }\n'), []);
  assert.deepEqual(complaints('  stop(): void {\n  }\n', 'export {};'), []);
});
