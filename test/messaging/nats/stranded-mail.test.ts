import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JetStreamApiError, type StoredMsg } from '@nats-io/jetstream';
import { type Clock, silentLogger, silentMetrics, systemClock } from '../../../src/base/index.ts';
import type { Mail } from '../../../src/messaging/index.ts';
import { parseNatsAddress } from '../../../src/messaging/nats/nats-address.ts';
import { NatsLink } from '../../../src/messaging/nats/nats-link.ts';
import { COLLECTOR, namesOf } from '../../../src/messaging/nats/nats-names.ts';
import { LOOK_BEHIND_MS, STUCK_AFTER_MS, StrandedMail } from '../../../src/messaging/nats/stranded-mail.ts';
import { until } from '../../until.ts';
import { alice, bob, emptyCluster, openAs, sharedCluster, whyNoNats } from './nats-rig.ts';

const HOUR_MS = 3_600_000;
const { mailStream } = namesOf(bob);

/** Makes the pauses between two looks pass at once; what waits for the server waits as long as ever. */
class JumpingClock implements Clock {
  #aheadMs = 0;

  wallMs(): number {
    return systemClock.wallMs();
  }

  monotonicMs(): number {
    return systemClock.monotonicMs() + this.#aheadMs;
  }

  schedule(delayMs: number, callback: () => void): ReturnType<Clock['schedule']> {
    return systemClock.schedule(delayMs, callback);
  }

  jump(ms: number): void {
    this.#aheadMs += ms;
  }
}

const mail = (number: number): Mail => ({
  recipient: bob,
  sender: alice,
  id: number.toString(16).padStart(32, '0'),
  envelope: new Uint8Array(100).fill(number),
  expiresAtMs: systemClock.wallMs() + HOUR_MS,
});

describe('mail that its consumer has forgotten', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  const cluster = sharedCluster(1);

  /** A mailbox with so many messages, its owner, and the server's own side of it. */
  async function rig(count: number) {
    const running = await cluster();
    await emptyCluster(running);
    const clock = new JumpingClock();
    const counted: string[] = [];
    const metrics = { ...silentMetrics, count: (name: string) => counted.push(name) };
    const owner = await openAs(running, 'bob', { clock, metrics });
    const link = await NatsLink.open(parseNatsAddress(running.engineOf('gateway')), { clock: systemClock });
    await using sender = await openAs(running, 'alice');
    for (let number = 1; number <= count; number++) await sender.mailboxes.deposit(mail(number));
    const collect = async (): Promise<readonly string[]> => {
      clock.jump(LOOK_BEHIND_MS);
      return (await owner.mailboxes.collect(bob, { leaseMs: HOUR_MS })).map(({ id }) => id);
    };
    const stranded = (): number => counted.filter((name) => name === 'qforge_mail_store_stranded_total').length;
    const close = async (): Promise<void> => {
      await owner[Symbol.asyncDispose]();
      await link[Symbol.asyncDispose]();
    };
    return { owner, link, clock, collect, stranded, [Symbol.asyncDispose]: close };
  }

  /** What a consumer does that has lost its place: it counts as done what nobody has taken away. */
  async function acknowledgeToConsumer(link: NatsLink, count: number): Promise<void> {
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${mailStream}.${COLLECTOR}`;
    for (let number = 0; number < count; number++) {
      const message = await link.connection.request(subject, '{"batch":1}', { timeout: 5000, noMux: true });
      link.connection.publish(message.reply ?? '', '+ACK');
    }
    await until(async () => (await link.jsm.consumers.info(mailStream, COLLECTOR)).num_ack_pending === 0);
  }

  test('comes to its owner by the second look, once in its lease, and is gone when it is acknowledged', async () => {
    await using box = await rig(3);
    await acknowledgeToConsumer(box.link, 3);
    assert.deepEqual(await box.collect(), []);
    assert.deepEqual(
      await box.collect(),
      [1, 2, 3].map((number) => mail(number).id),
    );
    assert.deepEqual(await box.collect(), []);
    await box.owner.mailboxes.acknowledge(bob, mail(2));
    box.clock.jump(HOUR_MS);
    const again = await box.owner.mailboxes.collect(bob);
    assert.deepEqual(
      again.map(({ id, deliveries, envelope }) => [id, deliveries, envelope.length]),
      [1, 3].map((number) => [mail(number).id, 2, 100]),
    );
    assert.deepEqual([box.stranded(), (await box.owner.mailboxes.usage(bob)).messages], [5, 2]);
  });

  test('comes too when the consumer has never heard of it', async () => {
    await using box = await rig(2);
    await box.link.jsm.consumers.delete(mailStream, COLLECTOR);
    const config = { durable_name: COLLECTOR, ack_policy: 'explicit', deliver_policy: 'new' } as const;
    await box.link.jsm.consumers.add(mailStream, config);
    assert.deepEqual(await box.collect(), []);
    assert.deepEqual(
      await box.collect(),
      [1, 2].map((number) => mail(number).id),
    );
  });

  test('is told from mail that others have leased, which nobody gets before its time', async () => {
    await using box = await rig(4);
    await acknowledgeToConsumer(box.link, 2);
    await using gateway = await openAs(await cluster(), 'gateway');
    assert.equal((await gateway.mailboxes.collect(bob, { leaseMs: HOUR_MS })).length, 2);
    assert.deepEqual(await box.collect(), []);
    assert.deepEqual(
      await box.collect(),
      [1, 2].map((number) => mail(number).id),
    );
    for (let look = 0; look < 3; look++) assert.deepEqual(await box.collect(), []);
    assert.equal(box.stranded(), 2);
  });

  test('an acknowledgement removes its message, also where the stream counts otherwise than who handed it out', async () => {
    await using box = await rig(2);
    assert.deepEqual(
      await box.collect(),
      [1, 2].map((number) => mail(number).id),
    );
    // As after a partition: the same messages, under other numbers.
    await emptyCluster(await cluster());
    await using sender = await openAs(await cluster(), 'alice');
    for (const number of [3, 1, 2]) await sender.mailboxes.deposit(mail(number));
    await box.owner.mailboxes.acknowledge(bob, mail(1));
    await box.owner.mailboxes.refuse(bob, mail(2), 'damaged');
    assert.deepEqual(
      (await box.owner.mailboxes.list(bob)).map(({ id }) => id),
      [mail(3).id],
    );
    const [letter] = await box.owner.mailboxes.deadLetters(bob);
    assert.deepEqual([letter?.id, letter?.reason], [mail(2).id, 'damaged']);
  });

  test('comes when its consumer has done nothing for as long as two leases, whatever it counts as leased', async () => {
    await using box = await rig(2);
    // It hands both out, and its lease is one that never ends.
    await using gateway = await openAs(await cluster(), 'gateway');
    assert.equal((await gateway.mailboxes.collect(bob, { leaseMs: HOUR_MS })).length, 2);
    for (let look = 0; look < 3; look++) assert.deepEqual(await box.collect(), []);
    box.clock.jump(STUCK_AFTER_MS);
    assert.deepEqual(
      await box.collect(),
      [1, 2].map((number) => mail(number).id),
    );
    assert.deepEqual(await box.collect(), []);
  });

  test('comes by its number where the server does not find it by its subject, one after the other', async () => {
    const inStream = [mail(5), mail(6)];
    const found = (index: number): Promise<StoredMsg> =>
      index < inStream.length
        ? Promise.resolve({
            seq: 5 + index,
            subject: `qforge.mail.${bob}.${alice}`,
            data: new Uint8Array(1),
          } as StoredMsg)
        : Promise.reject(new JetStreamApiError({ err_code: 10_037, code: 404, description: 'no message found' }));
    const gone = new Set<number>();
    const nowhere = inStream.length;
    const consumer = { delivered: { stream_seq: 9 }, ack_floor: { stream_seq: 9 }, num_ack_pending: 0 };
    const jsm = {
      streams: {
        info: () => Promise.resolve({ state: { messages: 2 - gone.size, first_seq: 5 + gone.size, last_seq: 9 } }),
        getMessage: (_stream: string, query: { seq: number; next_by_subj?: string }) =>
          found(query.next_by_subj === undefined ? query.seq - 5 : nowhere),
      },
      consumers: { info: () => Promise.resolve(consumer) },
    };
    const clock = new JumpingClock();
    const call = <T>(attempt: () => Promise<T>): Promise<T> => attempt();
    const link = { jsm, clock, call, metrics: silentMetrics, logger: silentLogger, engine: 'nats://nowhere' };
    const stranded = new StrandedMail(link as unknown as NatsLink);
    const find = async (): Promise<readonly number[]> => {
      clock.jump(LOOK_BEHIND_MS);
      return (await stranded.find(bob, 32, HOUR_MS)).map(({ entry }) => entry.seq);
    };
    assert.deepEqual(await find(), []);
    assert.deepEqual(await find(), [5]);
    assert.deepEqual(await find(), []);
    gone.add(5);
    assert.deepEqual(await find(), [6]);
  });

  test('is not looked for where a stream holds nothing, nor more often than it says', async () => {
    await using box = await rig(0);
    const asked: string[] = [];
    await using watcher = await NatsLink.open(parseNatsAddress((await cluster()).engineOf('gateway')), {
      clock: systemClock,
    });
    watcher.connection.subscribe('$JS.API.*.INFO.>', { callback: (_, { subject }) => void asked.push(subject) });
    await watcher.connection.flush();
    await box.collect();
    for (let pull = 0; pull < 5; pull++) await box.owner.mailboxes.collect(bob);
    assert.deepEqual(asked, [`$JS.API.STREAM.INFO.${mailStream}`]);
  });

  test('is not asked for again where the rights of a peer are older than the question', async () => {
    const asked: string[] = [];
    const denied = Object.assign(new Error('Permissions Violation'), { name: 'PermissionViolationError' });
    const jsm = {
      streams: { info: () => Promise.resolve({ state: { messages: 1, last_seq: 1 } }) },
      consumers: { info: () => (asked.push('consumer'), Promise.reject(denied)) },
    };
    const clock = new JumpingClock();
    const link = { jsm, clock, metrics: silentMetrics, logger: silentLogger, engine: 'nats://nowhere' };
    const stranded = new StrandedMail(link as unknown as NatsLink);
    for (let look = 0; look < 3; look++) {
      assert.deepEqual(await stranded.find(bob, 32, HOUR_MS), []);
      clock.jump(LOOK_BEHIND_MS);
    }
    assert.deepEqual(asked, ['consumer']);
  });
});
