import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError, systemClock } from '../../../src/base/index.ts';
import type { Mail } from '../../../src/messaging/index.ts';
import { NatsEngine } from '../../../src/messaging/nats/nats-engine.ts';
import { until } from '../../until.ts';
import { alice, bob, sharedCluster, whyNoNats } from './nats-rig.ts';

/** Together more than a system takes for a peer that does not read. */
const MAILS = 24;
const ENVELOPE_BYTES = 900_000;

const mails = Array.from({ length: MAILS }, (_, number): Mail => {
  const id = number.toString(16).padStart(32, '0');
  const expiresAtMs = systemClock.wallMs() + 3_600_000;
  return { recipient: bob, sender: alice, id, envelope: new Uint8Array(ENVELOPE_BYTES).fill(number), expiresAtMs };
});

describe('a link with a cluster', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  const cluster = sharedCluster(3);

  test('a server that stands still and keeps its connections is left by all who are connected with it, however much they have sent to it', async (t) => {
    const running = await cluster();
    const [{ name, url }] = running.servers as [(typeof running.servers)[number]];
    const ofFirst = (user: string): string => `${url}?${running.engineOf(user).split('?')[1] ?? ''}`;
    await using from = await NatsEngine.open(ofFirst('alice'), { clock: systemClock });
    await using to = await NatsEngine.open(ofFirst('bob'), { clock: systemClock });
    const got = new Set<string>();
    let taking = Promise.resolve();
    const take = async (): Promise<void> => {
      const collected = await to.mailboxes.collect(bob).catch(passing);
      for (const mail of collected ?? []) {
        await to.mailboxes.acknowledge(bob, mail).catch(passing);
        got.add(mail.id);
      }
    };
    const stop = await to.mailboxes.watch(bob, () => void (taking = taking.then(take)));
    t.after(stop);
    running.signal(name, 'SIGSTOP');
    t.after(() => running.signal(name, 'SIGCONT'));
    const stored = new Set<string>();
    const deposit = async (mail: Mail): Promise<void> => {
      if ((await from.mailboxes.deposit(mail).catch(passing)) !== undefined) stored.add(mail.id);
    };
    const found = (): unknown => ({ name, stored: [...stored], got: [...got] });
    await until(
      async () => {
        await Promise.all(mails.filter(({ id }) => !stored.has(id)).map(deposit));
        return stored.size === MAILS;
      },
      { what: 'the other two have taken every deposit', found },
    );
    await until(() => got.size === MAILS, { what: 'their follower has been told of each', found });
    assert.deepEqual([...got].toSorted(), mails.map(({ id }) => id).toSorted());
  });
});

/** A store that does not answer is asked again. */
function passing(error: unknown): undefined {
  assert.ok(isQForgeError(error, 'MAIL_STORE_UNAVAILABLE'), String(error));
}
