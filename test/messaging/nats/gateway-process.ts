import { systemClock } from '../../../src/base/index.ts';
import { NatsEngine } from '../../../src/messaging/nats/nats-engine.ts';

/**
 * A gateway of its own: `ENGINE take PEER COUNT` takes prekeys; `ENGINE drain PEER` collects, says "holding" with the first mail in
 * hand, waits for the end of its input, and acknowledges and collects until the mailbox is empty. Prints what it got as JSON.
 */
const [engineText = '', task, peer = '', count = '0'] = process.argv.slice(2);
await using engine = await NatsEngine.open(engineText, { clock: systemClock });
const got = task === 'take' ? await take(Number(count)) : await drain();
process.stdout.write(JSON.stringify(got));

async function take(times: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn++) taken.push((await engine.directory.take(peer))?.[0] ?? -1);
  return taken;
}

async function drain(): Promise<readonly string[]> {
  const ids: string[] = [];
  let waits = true;
  for (;;) {
    const mails = await engine.mailboxes.collect(peer, { maxItems: 4 });
    if (waits && mails.length > 0) {
      process.stdout.write('holding\n');
      for await (const _ of process.stdin);
      waits = false;
    }
    for (const mail of mails) await engine.mailboxes.acknowledge(peer, mail);
    ids.push(...mails.map(({ id }) => id));
    if (mails.length === 0 && (await engine.mailboxes.usage(peer)).messages === 0) return ids;
  }
}
