import assert from 'node:assert/strict';
import test from 'node:test';
import { errorCatalogue } from '../../src/base/error-catalogue.ts';
import { isQForgeError, QForgeError } from '../../src/base/errors.ts';

const error = new QForgeError('MESSAGE_TOO_LARGE', { bytes: 70, limitBytes: 64 });

test('an error carries its code, its class, its sentence, its hint, its exit code and its details', () => {
  const entry = errorCatalogue.MESSAGE_TOO_LARGE;
  assert.equal(error.code, 'MESSAGE_TOO_LARGE');
  assert.equal(error.message, entry.sentence({ bytes: 70, limitBytes: 64 }));
  assert.equal(error.hint, entry.hint);
  assert.equal(error.errorClass, entry.errorClass);
  assert.equal(error.exitCode, entry.exitCode);
  assert.deepEqual(error.details, { bytes: 70, limitBytes: 64 });
});

test('it is an Error with a name and a stack', () => {
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'QForgeError');
  assert.match(String(error), /^QForgeError: The message has 70 bytes; the limit is 64\.$/u);
  assert.match(error.stack ?? '', /errors\.test\.ts/u);
});

test('the cause is kept for the program and left out of the plain data', () => {
  const cause = new TypeError('words of another library');
  const outer = new QForgeError('INTERNAL', { what: 'a callback threw' }, { cause });
  assert.equal(outer.cause, cause);
  const { code, message, hint, details } = outer;
  assert.deepEqual(JSON.parse(JSON.stringify(outer)), { code, message, hint, details });
  assert.ok(!JSON.stringify(outer).includes('another library'));
});

test('an error is recognised by class and by code', () => {
  assert.ok(isQForgeError(error));
  assert.ok(isQForgeError(error, 'MESSAGE_TOO_LARGE'));
  assert.ok(!isQForgeError(error, 'INTERNAL'));
  for (const other of [
    new Error('plain'),
    { code: 'MESSAGE_TOO_LARGE', name: 'QForgeError' },
    undefined,
    null,
    'text',
  ]) {
    assert.ok(!isQForgeError(other));
  }
});
