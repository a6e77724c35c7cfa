import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { SqliteDirectory } from '../../../src/messaging/mailbox/sqlite-directory.ts';
import { ManualClock } from '../manual-clock.ts';
import { folderOf, TOMORROW_MS } from '../peer-rig.ts';

test('several processes can share one file: a prekey still goes to one of them', async (t) => {
  const path = join(folderOf(t), 'mail.db');
  const clock = new ManualClock();
  await using first = await SqliteDirectory.open(path, { clock });
  await using second = await SqliteDirectory.open(path, { clock });
  const oneTime = Array.from({ length: 20 }, (_, number) => {
    return { id: number.toString(16).padStart(32, '0'), signedPrekey: Uint8Array.of(number), expiresAtMs: TOMORROW_MS };
  });
  await first.publish('bob', { oneTime });
  const taken = await Promise.all(oneTime.map((_, index) => (index % 2 === 0 ? first : second).take('bob')));
  assert.deepEqual(
    taken.map((signed) => signed?.[0]).toSorted((a = 0, b = 0) => a - b),
    oneTime.map((_, number) => number),
  );
  assert.equal(await second.remaining('bob'), 0);
});
