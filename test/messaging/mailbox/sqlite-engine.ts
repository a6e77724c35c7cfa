import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Directory, MailboxStore } from '../../../src/messaging/index.ts';
import { SqliteDirectory } from '../../../src/messaging/mailbox/sqlite-directory.ts';
import { SqliteMailboxes } from '../../../src/messaging/mailbox/sqlite-mailboxes.ts';
import { ManualClock } from '../manual-clock.ts';
import { folderOf } from '../peer-rig.ts';
import { type EngineUnderTest, QUOTA_MESSAGES } from './engine-conformance.ts';

/** The engine in a file, on a clock that the test moves. */
export async function sqliteEngine(t: TestContext): Promise<EngineUnderTest> {
  const path = join(folderOf(t), 'mail.db');
  const clock = new ManualClock();
  const mailboxes: MailboxStore = await SqliteMailboxes.open(path, {
    clock,
    limits: { senderMessages: QUOTA_MESSAGES },
  });
  const directory: Directory = await SqliteDirectory.open(path, { clock });
  t.after(() => Promise.all([mailboxes[Symbol.asyncDispose](), directory[Symbol.asyncDispose]()]));
  return {
    mailboxes,
    directory,
    nowMs: () => clock.nowMs,
    passes: async (ms) => {
      clock.nowMs += ms;
      await clock.time.run(() => false, ms);
    },
  };
}
