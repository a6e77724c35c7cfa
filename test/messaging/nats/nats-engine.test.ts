import { describe, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../src/base/index.ts';
import { type EngineUnderTest, engineConformance, QUOTA_MESSAGES } from '../mailbox/engine-conformance.ts';
import { emptyCluster, openAs, sharedCluster, whyNoNats } from './nats-rig.ts';

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
});
