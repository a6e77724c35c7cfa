import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type Clock, QForgeError, type SecuritySignal, systemClock } from '../../../src/base/index.ts';
import type { QkdSession } from '../../../src/qkd/key-block.ts';
import type { HandedBlock, Neighbour } from '../../../src/qkd/kme/kme-parts.ts';
import { LinkFeeder } from '../../../src/qkd/kme/link-feeder.ts';
import { ErrorStatistics } from '../../../src/resilience/index.ts';
import { middle } from '../../resilience/failures.ts';
import { hexKeys, KmeRig, pairPlan, requestFor } from './kme-rig.ts';
import { seededSession } from './served-network.ts';

/** Rests as long as one turn of the event loop. */
const restless: Clock = { ...systemClock, schedule: (_delayMs, callback) => systemClock.schedule(0, callback) };

/** A feeder of the link of a pair, which stops when `isOver` says so, asked with every block that is handed over. */
function feederOf(
  rig: KmeRig,
  isOver: () => boolean,
  session: QkdSession = seededSession('feeder'),
  errors?: ErrorStatistics,
): { readonly done: Promise<void> } {
  const stop = new AbortController();
  const neighbour: Neighbour = {
    id: 'kme-b',
    relay: () => Promise.reject(new RangeError('not here')),
    askStream: () => Promise.resolve({ status: 4 }),
    handOver: (block: HandedBlock) => {
      if (isOver()) stop.abort();
      return Promise.resolve(rig.kme('kme-b').takeHandedOver('kme-a', block));
    },
  };
  const parts = {
    kme: rig.kme('kme-a'),
    neighbour,
    session,
    pulseRateHz: 1_000_000,
    fibre: { lengthKm: 10, lossDb: 2 },
    clock: restless,
    random: middle,
    logger: rig.log,
    errors,
  };
  return { done: new LinkFeeder(parts).run(stop.signal) };
}

const open = (t: TestContext, maxKeyCount: number): Promise<KmeRig> =>
  KmeRig.open(t, { ...pairPlan, settings: { maxKeyCount } });

describe('what a feeder shows of eavesdroppers', () => {
  test('is the error rate of every block over the bits that were compared, and every block that was given up', async (t) => {
    using rig = await open(t, 1000);
    const signals: SecuritySignal[] = [];
    const stop = new AbortController();
    const quiet = seededSession('signals');
    let blocks = 0;
    const session: QkdSession = {
      ...quiet,
      nextBlock: () => {
        blocks += 1;
        if (blocks > 1) stop.abort();
        if (blocks === 1) return quiet.nextBlock();
        return Promise.reject(new QForgeError('QKD_ABORTED', { reason: 'the error rate is too high' }));
      },
    };
    const neighbour: Neighbour = {
      id: 'kme-b',
      relay: () => Promise.reject(new RangeError('not here')),
      askStream: () => Promise.resolve({ status: 4 }),
      handOver: (block: HandedBlock) => Promise.resolve(rig.kme('kme-b').takeHandedOver('kme-a', block)),
    };
    const parts = {
      kme: rig.kme('kme-a'),
      neighbour,
      session,
      pulseRateHz: 1_000_000,
      clock: restless,
      random: middle,
      logger: rig.log,
    };
    await new LinkFeeder({ ...parts, signals: (signal) => signals.push(signal) }).run(stop.signal);
    const block = await seededSession('signals').nextBlock();
    const { qber, tested } = block.report;
    const first = tested > 0 ? [{ type: 'qber', link: 'kme-b', errorRatio: qber, bits: tested }] : [];
    assert.deepEqual(signals, [...first, { type: 'qkd-aborted', link: 'kme-b' }]);
  });
});

describe('the feeder of a link', () => {
  test('fills both ends with the same key, and tells how the link does', async (t) => {
    using rig = await open(t, 1000);
    let handed = 0;
    await feederOf(rig, () => (handed += 1) === 3).done;
    const status = rig.kme('kme-a').status('alice', 'bob');
    assert.equal(status.storedKeyCount, 96);
    assert.deepEqual(status.link, {
      simulated: true,
      qber: 0.0345,
      secretKeyRate: 2000,
      lowWatermark: 0,
      fibre: { lengthKm: 10, lossDb: 2, pulseRateHz: 1_000_000 },
    });
    const sent = await rig.kme('kme-a').encKeys('alice', 'bob', requestFor({ number: 96 }));
    const ids = sent.keys.map(({ keyId }) => keyId);
    assert.deepEqual(hexKeys(rig.kme('kme-b').decKeys('bob', 'alice', ids)), hexKeys(sent));
  });

  test('rests when the pool is full', async (t) => {
    using rig = await open(t, 40);
    const stop = new AbortController();
    let blocks = 0;
    const session: QkdSession = {
      ...seededSession('full'),
      nextBlock: () => {
        blocks += 1;
        return seededSession(`full ${blocks}`).nextBlock();
      },
    };
    let rests = 0;
    const clock: Clock = {
      ...systemClock,
      schedule: (_delayMs, callback) => {
        rests += 1;
        if (rests === 5) stop.abort();
        return systemClock.schedule(0, callback);
      },
    };
    const neighbour: Neighbour = {
      id: 'kme-b',
      relay: () => Promise.reject(new RangeError('not here')),
      askStream: () => Promise.resolve({ status: 4 }),
      handOver: (block) => Promise.resolve(rig.kme('kme-b').takeHandedOver('kme-a', block)),
    };
    const parts = { kme: rig.kme('kme-a'), neighbour, session, pulseRateHz: 1, clock, random: middle, logger: rig.log };
    await new LinkFeeder(parts).run(stop.signal);
    assert.equal(blocks, 2);
    assert.equal(rig.kme('kme-a').status('alice', 'bob').storedKeyCount, 40);
  });

  test('goes on after a block that came to nothing, counts it, and says why, once for each reason', async (t) => {
    using rig = await open(t, 1000);
    let blocks = 0;
    const session: QkdSession = {
      ...seededSession('failing'),
      nextBlock: () => {
        blocks += 1;
        if (blocks > 3) return seededSession('failing').nextBlock();
        const reason = blocks < 3 ? 'the error rate is above the limit' : 'no secret bits are left';
        return Promise.reject(new QForgeError('QKD_ABORTED', { reason }));
      },
    };
    const errors = new ErrorStatistics(systemClock);
    await feederOf(rig, () => true, session, errors).done;
    assert.equal(errors.figures().byCode['QKD_ABORTED']?.total, 3);
    assert.deepEqual(
      rig.log.of('a block of the link was lost').map(({ code, link }) => [code, link]),
      [
        ['QKD_ABORTED', 'kme-b'],
        ['QKD_ABORTED', 'kme-b'],
      ],
    );
    assert.equal(rig.kme('kme-a').status('alice', 'bob').storedKeyCount, 32);
  });

  test('stops when the ends of the link can authenticate each other no more', async (t) => {
    using rig = await open(t, 1000);
    let blocks = 0;
    const session: QkdSession = {
      ...seededSession('used up'),
      nextBlock: () => {
        blocks += 1;
        return Promise.reject(new QForgeError('QKD_AUTHENTICATION_KEY_USED_UP', { usedBits: 16_384 }));
      },
    };
    await feederOf(rig, () => false, session).done;
    assert.equal(blocks, 1);
    const logged = rig.log.of('a block of the link was lost').map(({ code }) => code);
    assert.deepEqual(logged, ['QKD_AUTHENTICATION_KEY_USED_UP']);
  });

  test('says nothing of the block that its own end cuts off', async (t) => {
    using rig = await open(t, 1000);
    const stop = new AbortController();
    const session: QkdSession = {
      ...seededSession('cut'),
      nextBlock: () => {
        stop.abort();
        return Promise.reject(new QForgeError('QKD_ABORTED', { reason: 'the thread of the link has ended' }));
      },
    };
    const neighbour: Neighbour = {
      id: 'kme-b',
      relay: () => Promise.reject(new RangeError('not here')),
      askStream: () => Promise.resolve({ status: 4 }),
      handOver: () => Promise.reject(new RangeError('not here either')),
    };
    const parts = {
      kme: rig.kme('kme-a'),
      neighbour,
      session,
      pulseRateHz: 1,
      clock: restless,
      random: middle,
      logger: rig.log,
      errors: new ErrorStatistics(systemClock),
    };
    await new LinkFeeder(parts).run(stop.signal);
    assert.deepEqual(rig.log.of('a block of the link was lost'), []);
    assert.equal(parts.errors.figures().total, 0);
  });

  test('leaves an end that takes no blocks alone for longer and longer, and not one whose blocks are given up', async (t) => {
    const restsOf = async (
      failure: QForgeError,
      isDelivered: (block: number) => boolean,
    ): Promise<readonly number[]> => {
      using rig = await open(t, 1000);
      const [stop, rests] = [new AbortController(), [] as number[]];
      const clock: Clock = {
        ...systemClock,
        schedule: (delayMs, callback) => {
          rests.push(delayMs);
          return systemClock.schedule(0, callback);
        },
      };
      let blocks = 0;
      const neighbour: Neighbour = {
        id: 'kme-b',
        relay: () => Promise.reject(new RangeError('not here')),
        askStream: () => Promise.resolve({ status: 4 }),
        handOver: (block) => {
          blocks += 1;
          if (blocks === 10) stop.abort();
          if (!isDelivered(blocks)) return Promise.reject(failure);
          return Promise.resolve(rig.kme('kme-b').takeHandedOver('kme-a', block));
        },
      };
      const session = seededSession('alone');
      await new LinkFeeder({
        kme: rig.kme('kme-a'),
        neighbour,
        session,
        pulseRateHz: 1,
        clock,
        random: middle,
        logger: rig.log,
      }).run(stop.signal);
      return rests;
    };
    const away = new QForgeError('KME_UNREACHABLE', { kme: 'kme-b', reason: 'ECONNREFUSED' });
    const rests = await restsOf(away, (block) => block === 8);
    // The middle of the second half of 250 ms and its doubles up to 10 s; once a block was taken, from the beginning.
    assert.deepEqual(
      rests.map((rest) => Math.round(rest / 75) * 75),
      [187.5, 375, 750, 1500, 3000, 6000, 7500, 187.5].map((rest) => Math.round(rest / 75) * 75),
    );
    const aborted = new QForgeError('QKD_ABORTED', { reason: 'too many errors' });
    assert.ok((await restsOf(aborted, () => false)).every((rest) => rest === 250));
  });
});
