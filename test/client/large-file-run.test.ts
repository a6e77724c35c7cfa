import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { measureLargeFile } from './large-file-run.ts';

const SMALL_BYTES = 1_000_000;
const LARGE_BYTES = 200_000_000;
/** What a process may hold more for a file that is two hundred times as large: windows, chunks, and garbage not yet collected. */
const MORE_BYTES = 100_000_000;

test('a file of 200 MB takes hardly more memory than one of 1 MB, on either side', { timeout: 600_000 }, async (t) => {
  const small = await measureLargeFile(SMALL_BYTES);
  const large = await measureLargeFile(LARGE_BYTES);
  const hash = createHash('sha256');
  const zeros = Buffer.alloc(SMALL_BYTES);
  for (let offset = 0; offset < LARGE_BYTES; offset += SMALL_BYTES) hash.update(zeros);
  assert.equal(large.sha256, hash.digest('hex'));
  for (const side of ['senderPeakBytes', 'receiverPeakBytes'] as const) {
    t.diagnostic(`${side}: ${small[side]} for 1 MB, ${large[side]} for 200 MB`);
    assert.ok(large[side] - small[side] < MORE_BYTES, `${side}: ${large[side] - small[side]} more`);
  }
});
