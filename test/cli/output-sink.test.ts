import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import test from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { outputSink } from '../../src/cli/output-sink.ts';

test('a piece is taken when the stream has taken it, and not before', async () => {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      taken.push(chunk.toString());
      waiting.push(() => done());
    },
  });
  const sink = outputSink(output);
  let isTaken = false;
  const writing = sink(utf8('one')).then(() => (isTaken = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([taken, isTaken], [['one'], false]);
  waiting.shift()?.();
  await writing;
});

test('what breaks the stream is told to the writer', async () => {
  const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('full')) });
  output.on('error', () => undefined);
  await assert.rejects(outputSink(output)(utf8('x')), /full/u);
});

test('a terminal is no place for bytes from somebody else', () => {
  const terminal = Object.assign(new Writable(), { isTTY: true });
  assert.throws(
    () => outputSink(terminal),
    (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
  );
});
