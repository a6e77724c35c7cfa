import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { sampleFile } from '../../../src/cli/demo/sample-file.ts';

const README = readFileSync('README.md', 'utf8');

test('the sample is the README where it is, or a copy that goes', async () => {
  for (const isInside of [false, true]) {
    const sample = await sampleFile(isInside);
    assert.equal(readFileSync(sample.path, 'utf8'), README);
    assert.equal(sample.path === resolve('README.md'), !isInside);
    await sample[Symbol.asyncDispose]();
    assert.equal(existsSync(sample.path), !isInside);
  }
});
