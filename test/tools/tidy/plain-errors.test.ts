import assert from 'node:assert/strict';
import test from 'node:test';
import { checkPlainErrors } from '../../../tools/tidy/plain-errors.ts';

const count = (file: string, text: string): number => checkPlainErrors(new Map([[file, text]])).length;

test('errors without a code are found in the product', () => {
  assert.equal(count('src/base/a.ts', `throw new Error('no');`), 1);
  assert.equal(count('src/base/a.ts', `return new RangeError('no');`), 1);
  assert.equal(count('src/base/a.ts', `throw TypeError('no');`), 1);
  assert.equal(count('src/base/a.ts', `socket.destroy(new Error());`), 1);
  assert.equal(count('src/base/a.ts', `class Mine extends Error {}`), 1);
});

test('the one class, its home, look-alikes, texts and the tests are left alone', () => {
  assert.equal(count('src/base/a.ts', `throw new QForgeError('INTERNAL', { what: 'x' });`), 0);
  assert.equal(count('src/base/errors.ts', `export class QForgeError extends Error {}`), 0);
  assert.equal(count('src/base/a.ts', `if (error instanceof TypeError) isError(x); // new Error()`), 0);
  assert.equal(count('src/base/a.ts', `const text = 'throw new Error()';`), 0);
  assert.equal(count('test/a.test.ts', `throw new Error('no');`), 0);
});
