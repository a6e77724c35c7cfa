import assert from 'node:assert/strict';
import test from 'node:test';
import { assertNotCancelled, cancellable } from '../../src/client/file-cancellation.ts';

class RecordingStream {
  readonly reasons: string[] = [];
  #reject: ((error: Error) => void) | undefined;

  reset(reason: string): void {
    this.reasons.push(reason);
    this.#reject?.(new Error('reset'));
  }

  /** Waits until it is reset. */
  forever(): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
  }
}

test('without a signal, or with one that is silent, a transfer is what it is', async () => {
  const stream = new RecordingStream();
  const { signal } = new AbortController();
  assert.equal(await cancellable(stream, undefined, 'it', () => Promise.resolve(5)), 5);
  assert.equal(await cancellable(stream, signal, 'it', () => Promise.resolve(6)), 6);
  await assert.rejects(
    cancellable(stream, signal, 'it', () => Promise.reject(new Error('own'))),
    /own/u,
  );
  assert.deepEqual(stream.reasons, []);
});

test('an aborted signal resets the stream, and the failure that follows is a cancellation', async () => {
  const stream = new RecordingStream();
  const abort = new AbortController();
  const running = cancellable(stream, abort.signal, 'Sending a', () => stream.forever());
  abort.abort();
  await assert.rejects(running, { code: 'CANCELLED', message: /^Sending a was cancelled/u });
  assert.equal(stream.reasons.length, 1);
});

test('a signal that was aborted before stops a transfer at its beginning', async () => {
  const stream = new RecordingStream();
  const signal = AbortSignal.abort();
  assert.throws(() => assertNotCancelled(signal, 'it'), { code: 'CANCELLED' });
  assertNotCancelled(undefined, 'it');
  const running = cancellable(stream, signal, 'it', () => Promise.reject(new Error('reset')));
  await assert.rejects(running, { code: 'CANCELLED' });
  assert.equal(stream.reasons.length, 1);
});

test('an abort after the end touches nothing', async () => {
  const stream = new RecordingStream();
  const abort = new AbortController();
  await cancellable(stream, abort.signal, 'it', () => Promise.resolve(5));
  abort.abort();
  assert.deepEqual(stream.reasons, []);
});
