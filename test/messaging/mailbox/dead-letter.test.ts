import assert from 'node:assert/strict';
import test from 'node:test';
import { deadLetterReasons } from '../../../src/messaging/index.ts';
import { specText } from '../spec-text.ts';

test('the reasons are those of the specification, in its order', () => {
  const section = specText('mailboxes').split('## 5. Dead letters')[1]?.split('## 6.')[0] ?? '';
  assert.deepEqual(
    [...section.matchAll(/`([\w-]+)`/gu)].map(([, reason]) => reason),
    [...deadLetterReasons],
  );
});
