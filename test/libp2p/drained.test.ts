import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drained } from '../../src/libp2p/drained.ts';
import { connectionPair } from './session-rig.ts';

describe('waiting until a stream takes more', () => {
  test('is over at once when it does, and works as often as it does not', async () => {
    const [from, to] = connectionPair();
    let bytes = 0;
    to.addEventListener('message', ({ data }) => {
      bytes += data.byteLength;
    });
    await drained(from);
    for (let round = 1; round <= 3; round++) {
      while (from.send(new Uint8Array(65_536)));
      assert.equal(from.writableNeedsDrain, true);
      await drained(from);
      assert.equal(from.writableNeedsDrain, false);
    }
    assert.ok(bytes > 0);
  });

  test('fails when the stream ends before, or the signal', async () => {
    const [from] = connectionPair();
    while (from.send(new Uint8Array(65_536)));
    await assert.rejects(drained(from, AbortSignal.abort(new Error('enough'))), { message: 'enough' });
    const abort = new AbortController();
    const waiting = assert.rejects(drained(from, abort.signal), { message: 'later' });
    abort.abort(new Error('later'));
    await waiting;
    const closing = assert.rejects(drained(from), { message: 'gone' });
    from.abort(new Error('gone'));
    await closing;
  });
});
