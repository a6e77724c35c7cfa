import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { TESTED_PROGRAM, testedProgram } from '../../tools/tested-program.ts';

test('the program is the one that the run of the tests has built, or that of the sources', () => {
  assert.match(
    testedProgram,
    process.env[TESTED_PROGRAM] === undefined ? /\/src\/cli\/main\.ts$/u : /\/dist\/cli\/main\.js$/u,
  );
  assert.ok(existsSync(testedProgram));
});
