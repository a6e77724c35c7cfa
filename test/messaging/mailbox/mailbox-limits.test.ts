import assert from 'node:assert/strict';
import test from 'node:test';
import {
  DEAD_LETTER_RETENTION_MS,
  DUPLICATE_WINDOW_MS,
  defaultMailboxLimits,
  MAX_DEAD_LETTERS,
  MAX_ENVELOPE_BYTES,
  MAX_ONE_TIME_PREKEYS,
} from '../../../src/messaging/index.ts';
import { specText, written } from '../spec-text.ts';

const text = specText('mailboxes');

test('the limits are those of the specification', () => {
  const { senderMessages, senderBytes, totalBytes } = defaultMailboxLimits;
  const mebibyte = 2 ** 20;
  for (const sentence of [
    `an envelope of ${written(MAX_ENVELOPE_BYTES)} bytes`,
    `${senderMessages} messages and ${senderBytes / mebibyte} MiB; ${totalBytes / mebibyte / 1024} GiB in all`,
    `within ${DUPLICATE_WINDOW_MS / 60_000} minutes of the first time`,
    `at most ${MAX_ONE_TIME_PREKEYS} one-time prekeys`,
    `kept for ${DEAD_LETTER_RETENTION_MS / 86_400_000} days, at most ${written(MAX_DEAD_LETTERS)} of a mailbox`,
  ]) {
    assert.ok(text.includes(sentence), sentence);
  }
});
