import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isQForgeError, systemClock } from '../../../src/base/index.ts';
import type { DepositKind, Mail } from '../../../src/messaging/index.ts';
import { parseNatsAddress } from '../../../src/messaging/nats/nats-address.ts';
import { NatsLink } from '../../../src/messaging/nats/nats-link.ts';
import { namesOf } from '../../../src/messaging/nats/nats-names.ts';
import { until } from '../../until.ts';
import { type EngineUnderTest, engineConformance, QUOTA_MESSAGES } from '../mailbox/engine-conformance.ts';
import { alice, bob, emptyCluster, openAs, sharedCluster, whyNoNats } from './nats-rig.ts';

describe('NATS as an engine', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  const cluster = sharedCluster();

  /** As a gateway, which acts for all peers. */
  async function natsEngine(t: TestContext): Promise<EngineUnderTest> {
    const limits = { senderMessages: QUOTA_MESSAGES };
    await emptyCluster(await cluster(), { limits });
    const engine = await openAs(await cluster(), 'gateway', { limits });
    t.after(() => engine[Symbol.asyncDispose]());
    return {
      mailboxes: engine.mailboxes,
      directory: engine.directory,
      nowMs: () => systemClock.wallMs(),
      passes: (ms) => delay(ms),
    };
  }

  engineConformance('NATS JetStream', natsEngine);

  test('a copy that the server no longer knows takes no place of a message, and goes with the message', async () => {
    const limits = { senderMessages: 2 };
    await emptyCluster(await cluster(), { limits });
    const gateway = parseNatsAddress((await cluster()).engineOf('gateway'));
    await using link = await NatsLink.open(gateway, { clock: systemClock });
    // The shortest that a server takes, instead of ten minutes.
    await link.jsm.streams.update(namesOf(bob).mailStream, { duplicate_window: 100_000_000 });
    await using ofAlice = await openAs(await cluster(), 'alice');
    await using ofBob = await openAs(await cluster(), 'bob');
    const mail = (number: number, kind: DepositKind = 'message'): Mail => {
      const id = number.toString(16).padStart(32, '0');
      const times = { expiresAtMs: systemClock.wallMs() + 3_600_000 };
      return { recipient: bob, sender: alice, id, envelope: new Uint8Array(9).fill(number), kind, ...times };
    };
    await ofAlice.mailboxes.deposit(mail(1));
    await until(async () => (await ofAlice.mailboxes.deposit(mail(1, 'copy'))) === 'stored');
    assert.equal(await ofAlice.mailboxes.deposit(mail(2)), 'stored', 'the second of two places is free');
    await assert.rejects(ofAlice.mailboxes.deposit(mail(3)), (error) => isQForgeError(error, 'MAIL_QUOTA'));
    assert.equal(await ofAlice.mailboxes.deposit(mail(4, 'note')), 'stored');
    const taken: string[] = [];
    await until(async () => {
      for (const each of await ofBob.mailboxes.collect(bob)) {
        taken.push(each.id);
        await ofBob.mailboxes.acknowledge(bob, each);
      }
      return taken.length === 4;
    });
    assert.deepEqual(
      taken,
      [1, 1, 2, 4].map((number) => mail(number).id),
    );
    assert.equal((await ofBob.mailboxes.usage(bob)).messages, 0);
    assert.equal(await ofAlice.mailboxes.deposit(mail(3)), 'stored');
  });
});
