import assert from 'node:assert/strict';
import { test } from 'node:test';
import { streamSink } from '../../../src/monitor/logging/line-sink.ts';

test('a stream is written to line by line', async () => {
  const written: string[] = [];
  const sink = streamSink({ write: (text) => written.push(text) });
  for (const text of ['one\n', 'two\n']) sink.write({ text, level: 'info', isKept: false });
  await sink.close();
  assert.deepEqual(written, ['one\n', 'two\n']);
});
