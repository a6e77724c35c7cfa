import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertFailure, onlyDocument, User } from '../command-line.ts';

describe('qforge entropy', () => {
  test('tests the sources of the machine', async (t) => {
    const user = new User(t);
    const document = onlyDocument(await user.run(['entropy', '--json']));
    assert.equal(document['isHealthy'], true);
    const { code, stdout } = await user.run(['entropy']);
    assert.equal(code, 0);
    assert.match(stdout, /^system +healthy +\d+ bytes/mu);
  });

  test('examines a file', async (t) => {
    const user = new User(t);
    const path = join(user.home, 'noise');
    writeFileSync(path, randomBytes(4096));
    const document = onlyDocument(await user.run(['entropy', path, '--bytes', '4096', '--json']));
    assert.equal(document['bytes'], 4096);
    assert.ok((document['byteEstimate'] as { minEntropy: number }).minEntropy > 5);
    const { stdout } = await user.run(['entropy', path, '--bytes', '2048']);
    assert.match(stdout, /min-entropy +\d\.\d{3} bits a byte/u);
    assertFailure(await user.run(['entropy', path, '--bytes', '5000']), 'ENTROPY_UNREADABLE');
    assertFailure(await user.run(['entropy', join(user.home, 'none')]), 'FILE_MISSING');
    assertFailure(await user.run(['entropy', path, '--bytes', '1']), 'COMMAND_LINE_INVALID');
  });
});
