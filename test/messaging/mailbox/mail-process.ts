import { systemClock } from '../../../src/base/index.ts';
import { SqliteMailboxes } from '../../../src/messaging/mailbox/sqlite-mailboxes.ts';

/*
 * A process to be killed: `mail-process.ts deposit|drain PATH FIRST`. It writes a line for everything that the store has acknowledged:
 * the number of a deposit, or of a message before (`?`) and after (`!`) its acknowledgement.
 */
const [role = '', path = '', first = '0'] = process.argv.slice(2);
const mailboxes = await SqliteMailboxes.open(path, {
  clock: systemClock,
  limits: { senderMessages: 1e9, senderBytes: 1e12 },
});
const say = (line: string): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));

if (role === 'deposit') {
  for (let number = Number(first); ; number += 1) {
    const id = number.toString(16).padStart(32, '0');
    const envelope = new Uint8Array(3000).fill(number & 255);
    await mailboxes.deposit({ recipient: 'bob', sender: 'alice', id, envelope, expiresAtMs: Date.now() + 3_600_000 });
    await say(String(number));
  }
}
for (;;) {
  const mail = await mailboxes.collect('bob', { leaseMs: 1 });
  for (const item of mail) {
    await say(`?${Number.parseInt(item.id, 16)}`);
    await mailboxes.acknowledge('bob', item);
    await say(`!${Number.parseInt(item.id, 16)}`);
  }
  if (mail.length === 0 && (await mailboxes.usage('bob')).messages === 0) break;
}
