import assert from 'node:assert/strict';
import test from 'node:test';
import { findingText } from '../../tools/finding.ts';

test('a finding reads as compilers write them, with a line when there is one', () => {
  assert.equal(findingText({ file: 'src/a.ts', line: 3, message: 'no good' }), 'src/a.ts:3: no good');
  assert.equal(findingText({ file: 'src/a.ts', message: 'no good' }), 'src/a.ts: no good');
});
