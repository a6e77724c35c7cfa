import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Clock, silentMetrics, systemClock } from '../../../src/base/index.ts';
import type { Mail } from '../../../src/messaging/index.ts';
import { parseNatsAddress } from '../../../src/messaging/nats/nats-address.ts';
import { NatsLink } from '../../../src/messaging/nats/nats-link.ts';
import { namesOf } from '../../../src/messaging/nats/nats-names.ts';
import { ROUNDS_AFTER_MS } from '../../../src/messaging/nats/recent-deposits.ts';
import { until } from '../../until.ts';
import { alice, bob, emptyCluster, openAs, sharedCluster, soon, whyNoNats } from './nats-rig.ts';

const HOUR_MS = 3_600_000;
const { mailStream } = namesOf(bob);
const mail = (number: number): Mail => ({
  recipient: bob,
  sender: alice,
  id: number.toString(16).padStart(32, '0'),
  envelope: new Uint8Array(100).fill(number),
  expiresAtMs: systemClock.wallMs() + HOUR_MS,
});

describe('a mailbox whose leader changes', { skip: whyNoNats() ?? false, timeout: 300_000 }, () => {
  const cluster = sharedCluster(1);

  test('a server that forgets what it has acknowledged gets it again from whoever deposited it, and the recipient gets it', async () => {
    const running = await cluster();
    await emptyCluster(running);
    const counted: string[] = [];
    const metrics = { ...silentMetrics, count: (name: string) => counted.push(name) };
    await using sender = await openAs(running, 'alice', { clock: soon, metrics });
    await using owner = await openAs(running, 'bob');
    await using link = await NatsLink.open(parseNatsAddress(running.engineOf('gateway')), { clock: systemClock });
    for (const number of [1, 2, 3]) assert.equal(await sender.mailboxes.deposit(mail(number)), 'stored');
    // All that it knew of these deposits goes; one of them comes back as it would with the copy of another server.
    await emptyCluster(running);
    assert.deepEqual(await owner.mailboxes.collect(bob), []);
    {
      await using other = await openAs(running, 'gateway');
      assert.equal(await other.mailboxes.deposit(mail(2)), 'stored');
    }
    assert.equal(counted.filter((name) => name === 'qforge_mail_store_forgotten_total').length, 0);
    link.connection.publish(`$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED.${mailStream}`, '{}');
    await until(async () => (await link.jsm.streams.info(mailStream)).state.messages === 3);
    await until(() => counted.filter((name) => name === 'qforge_mail_store_forgotten_total').length === 2);
    const got: string[] = [];
    await until(async () => {
      got.push(...(await owner.mailboxes.collect(bob, { leaseMs: HOUR_MS })).map(({ id }) => id));
      return got.length >= 3;
    });
    assert.deepEqual(
      got.toSorted(),
      [1, 2, 3].map((number) => mail(number).id),
    );
  });

  test('a connection that was made again is such a sign: nobody heard what was said meanwhile', async () => {
    const running = await cluster();
    await emptyCluster(running);
    const held: (() => void)[] = [];
    const clock: Clock = {
      ...soon,
      schedule: (delayMs, callback, options) => {
        if (!(ROUNDS_AFTER_MS as readonly number[]).includes(delayMs)) {
          return systemClock.schedule(delayMs, callback, options);
        }
        held.push(callback);
        return { cancel: () => undefined };
      },
    };
    await using sender = await openAs(running, 'alice', { clock });
    await sender.mailboxes.deposit(mail(7));
    held.length = 0;
    const [server] = running.servers;
    running.signal(server?.name ?? '', 'SIGKILL');
    await running.restart(server?.name ?? '');
    await until(() => held.length === ROUNDS_AFTER_MS.length);
    await emptyCluster(running);
    await using link = await NatsLink.open(parseNatsAddress(running.engineOf('gateway')), { clock: systemClock });
    assert.equal((await link.jsm.streams.info(mailStream)).state.messages, 0);
    for (const round of held) round();
    await until(async () => (await link.jsm.streams.info(mailStream)).state.messages === 1);
  });
});
