import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { asQForgeError, failureReport } from '../../src/cli/failure-report.ts';

describe('the report of a failure', () => {
  const error = new QForgeError('FILE_MISSING', { path: '/a\n\u001b[31m' });

  test('is two lines for people, safe to print', () => {
    assert.equal(
      failureReport(error, false),
      'error FILE_MISSING: There is no file /a\\n\\x1b[31m.\nhint: Check the path.\n',
    );
  });

  test('is one JSON document on wish, with the exit code and the details', () => {
    const { schemaVersion, error: told } = JSON.parse(failureReport(error, true)) as Record<string, unknown>;
    assert.equal(schemaVersion, 1);
    assert.deepEqual(told, { ...error.toJSON(), exitCode: 6 });
  });
});

describe('an error from elsewhere', () => {
  test('becomes an internal failure that keeps its cause', () => {
    const cause = new TypeError('x is not a function');
    const wrapped = asQForgeError(cause);
    assert.equal(wrapped.code, 'INTERNAL');
    assert.equal(wrapped.cause, cause);
    assert.match(wrapped.message, /x is not a function/u);
    assert.equal(asQForgeError('text').code, 'INTERNAL');
  });

  test('of the project stays as it is', () => {
    const error = new QForgeError('INTERNAL', { what: 'x' });
    assert.equal(asQForgeError(error), error);
  });
});
