import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError, utf8 } from '../../src/base/index.ts';
import { StreamSource } from '../../src/client/stream-source.ts';
import { collect } from './transfer-rig.ts';

async function* words(...texts: readonly string[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const text of texts) yield await Promise.resolve(utf8(text));
}

test('bytes that come once are read once, from the start to wherever they end', async () => {
  await using source = new StreamSource('standard input', words('one ', '', 'two'), 1_234);
  assert.deepEqual([source.bytes, source.modifiedMs, source.mode], [undefined, 1_234, 0o600]);
  assert.deepEqual(await collect(source.chunks(0, 0)), [], 'nothing lies before the start');
  assert.equal(Buffer.concat(await collect(source.chunks(0, undefined))).toString(), 'one two');
  await source.assertUnchanged();
});

test('there is nothing to go on with behind the start', async () => {
  const source = new StreamSource('standard input', words('x'), 0);
  await assert.rejects(collect(source.chunks(5, undefined)), (error) => isQForgeError(error, 'FILE_CHANGED'));
});
