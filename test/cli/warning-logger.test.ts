import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warningLogger } from '../../src/cli/warning-logger.ts';

test('warnings and errors are shown on one line, the rest is not', (t) => {
  const written: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string) => written.push(text) > 0);
  warningLogger.log('info', 'audit', 'nothing to see');
  warningLogger.log('warn', 'security', 'look here', { peer: 'bob\u001b[31m\n', code: undefined, tries: 3 });
  warningLogger.log('error', 'error', 'and here');
  t.mock.restoreAll();
  assert.equal(written.length, 2);
  assert.match(written[0] ?? '', /^security: look here \(peer bob.*, tries 3\)\n$/u);
  assert.ok(!written[0]?.includes('\u001b'));
  assert.equal(written[1], 'error: and here\n');
});
