import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { descriptorLimit } from '../../src/network/descriptor-limit.ts';
import { temporaryFolder } from '../crypto/temporary-folder.ts';

describe('the limit of descriptors', () => {
  test('is what the system says of this process', { skip: process.platform !== 'linux' }, () => {
    // prlimit asks the kernel itself.
    const line = execFileSync('prlimit', ['--pid', String(process.pid), '--nofile', '--noheadings', '--output=SOFT']);
    const expected = line.toString().trim();
    assert.equal(descriptorLimit(), expected === 'unlimited' ? Number.POSITIVE_INFINITY : Number(expected));
  });

  test('may be none, and is the usual one where the system does not tell', async (context) => {
    const path = join(temporaryFolder(context), 'limits');
    await writeFile(path, 'Max cpu time              unlimited            unlimited            seconds\n');
    assert.equal(descriptorLimit(path), 1024);
    await writeFile(path, 'Max open files            unlimited            unlimited            files\n');
    assert.equal(descriptorLimit(path), Number.POSITIVE_INFINITY);
    await writeFile(path, 'Max open files            4096                 524288               files\n');
    assert.equal(descriptorLimit(path), 4096);
    assert.equal(descriptorLimit(`${path}.none`), 1024);
  });
});
