import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETSI_MESSAGES } from '../../../src/qkd/etsi/etsi-messages.ts';

test('the words of ETSI GS QKD 014, letter by letter', () => {
  const { notNamed, ...standard } = ETSI_MESSAGES;
  assert.deepEqual(Object.values(standard), [
    'size shall be a multiple of 8',
    'not all extension_mandatory parameters are supported',
    'not all extension_mandatory request options could be met',
    'not all extension_optional request options handled',
    'one or more keys specified are not found on KME',
  ]);
  assert.match(notNamed, /not named/u);
});
