import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Progress, ProgressBar, progressLine } from '../../src/cli/progress-bar.ts';
import type { StandardStream } from '../../src/cli/terminal.ts';

const half: Progress = {
  name: 'disk.img',
  bytes: 500_000,
  totalBytes: 1_000_000,
  elapsedMs: 2000,
  bytesPerSecond: 250_000,
  etaMs: 2000,
};

/** A stream that keeps what it is given. */
function stream(isTTY: boolean): { readonly asStream: StandardStream; readonly written: string[] } {
  const written: string[] = [];
  const fake = { isTTY, columns: 100, write: (text: string) => written.push(text) > 0 };
  return { asStream: fake as unknown as StandardStream, written };
}

describe('a line of progress', () => {
  test('has name, bar, share, bytes, rate and the time that is left', () => {
    assert.equal(
      progressLine(half, 100),
      'disk.img  [####################                    ]   50 %  500 kB of 1.00 MB  250 kB/s  2 s left',
    );
  });

  test('is never wider than the terminal', () => {
    for (let columns = 0; columns <= 160; columns += 1)
      assert.ok(progressLine(half, columns).length < Math.max(1, columns));
  });

  test('says when the time cannot be told', () => {
    assert.match(progressLine({ ...half, etaMs: undefined }, 120), /time left unknown$/u);
  });

  test('of an empty file is complete', () => {
    assert.match(progressLine({ ...half, bytes: 0, totalBytes: 0 }, 120), /100 %/u);
  });
});

describe('the progress bar', () => {
  test('waits for a second, and draws at most ten times a second', () => {
    const { asStream, written } = stream(true);
    const bar = new ProgressBar(asStream);
    for (let elapsedMs = 0; elapsedMs < 2000; elapsedMs += 10) bar.update({ ...half, elapsedMs });
    assert.equal(written.length, 10);
    bar.clear();
    assert.equal(written.at(-1), '\r\u001b[K');
  });

  test('leaves no trace of a short transfer', () => {
    const { asStream, written } = stream(true);
    const bar = new ProgressBar(asStream);
    bar.update({ ...half, elapsedMs: 900 });
    bar.clear();
    assert.deepEqual(written, []);
  });

  test('is silent where nobody watches', () => {
    const { asStream, written } = stream(false);
    const bar = new ProgressBar(asStream);
    bar.update(half);
    bar.clear();
    assert.deepEqual(written, []);
  });
});
