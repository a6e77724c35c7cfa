import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { cancelled, orCancelled } from '../../src/base/index.ts';

describe('waiting with a signal', () => {
  test('gives the outcome of the work, and leaves nothing behind at the signal', async () => {
    const { signal } = new AbortController();
    assert.equal(await orCancelled(Promise.resolve(7), signal, 'Work'), 7);
    await assert.rejects(orCancelled(Promise.reject(new RangeError('broken')), signal, 'Work'), RangeError);
    assert.equal(await orCancelled(Promise.resolve(8), undefined, 'Work'), 8);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  test('ends with the signal, whose reason is the cause', async () => {
    const stop = new AbortController();
    const { promise } = Promise.withResolvers<never>();
    const waiting = orCancelled(promise, stop.signal, 'Work');
    const reason = new Error('enough');
    stop.abort(reason);
    await assert.rejects(waiting, { code: 'CANCELLED', details: { what: 'Work' }, cause: reason });
  });

  test('ends at once with a signal that has aborted, also when the work is done', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(orCancelled(Promise.resolve(7), signal, 'Work'), { code: 'CANCELLED' });
  });

  test('takes care of work that fails after nobody waits for it', async () => {
    const stop = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const waiting = orCancelled(promise, stop.signal, 'Work');
    stop.abort();
    await assert.rejects(waiting, { code: 'CANCELLED' });
    // An unhandled rejection would fail this file.
    reject(new RangeError('late'));
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('says what was called off', () => {
    assert.equal(cancelled('The call', undefined).message, 'The call was cancelled before it was complete.');
  });
});
