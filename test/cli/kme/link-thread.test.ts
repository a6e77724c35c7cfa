import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { LinkThread } from '../../../src/cli/kme/link-thread.ts';
import type { KeyBlock, SimulatedLinkConfig } from '../../../src/qkd/index.ts';
import { linkSources, SHORT_BLOCK_INTENSITIES } from '../../../src/qkd/index.ts';
import { USUAL_DECOY_CHOICES } from '../../../src/qkd/link/link-source.ts';
import { assertBinomial } from '../../qkd/closeness.ts';

const DISTANCE_KM = 10;
const linkOf = (changes: Partial<SimulatedLinkConfig> = {}): LinkThread =>
  new LinkThread({ distanceKm: DISTANCE_KM, pulseRateHz: 1e9, ...changes });

const { shares } = USUAL_DECOY_CHOICES;
const classes = [
  { share: shares.signal, mean: SHORT_BLOCK_INTENSITIES.signal },
  { share: shares.weak, mean: SHORT_BLOCK_INTENSITIES.weak },
  { share: shares.vacuum, mean: 0 },
];

/** Error rate of all clicks whose bases match, pulses of every mean together: docs/spec/qkd-links.md §1, §2 and §4. */
function expectedQber(interceptedFraction: number): number {
  const { darkCountProbability, misalignment, detectorEfficiency, fibreLossDbPerKm } = linkSources.modern;
  const eta = detectorEfficiency * 10 ** ((-fibreLossDbPerKm * DISTANCE_KM) / 10);
  const wrong = misalignment * (1 - interceptedFraction / 2) + interceptedFraction / 4;
  let clicks = 0;
  let errors = 0;
  for (const { share, mean } of classes) {
    const light = 1 - Math.exp(-eta * mean);
    clicks += share * (darkCountProbability + light);
    errors += share * (darkCountProbability / 2 + wrong * light);
  }
  return errors / clicks;
}

/** Threads besides this one: all of the process's resources that keep a port open. */
const openPorts = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

const assertMeasured = ({ qber, tested }: KeyBlock['report'], interceptedFraction = 0): void =>
  assertBinomial(Math.round(qber * tested), tested, expectedQber(interceptedFraction), 'error rate of the tested bits');

describe('a simulated link in a thread of its own', () => {
  // Not seeded: what a link shows is drawn anew. assertBinomial allows 6 sigma, which fails once in 5e8 blocks.
  test('gives both ends the same keys, fresh ones, and figures that were measured, while this thread goes on', async () => {
    await using link = linkOf();
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    const blocks = [await link.nextBlock(), await link.nextBlock()];
    clearInterval(turning);
    assert.ok(turns > 1, 'the event loop has turned during the blocks');
    for (const { alice, bob, report } of blocks) {
      assert.deepEqual(alice.expose(), bob.expose());
      assert.equal(report.finalBits, 8 * alice.length);
      assert.equal(report.secretKeyRatePerPulse, report.finalBits / report.pulses);
      assert.deepEqual([report.simulated, report.protocol], [true, link.protocol]);
      assertMeasured(report);
    }
    assert.equal(new Set(blocks.map(({ alice }) => Buffer.from(alice.expose()).toString('hex'))).size, 2);
    // About 220, 1500 and 110 000, with deviations of 15, 40 and 4000: the same thrice is less likely than 1e-7.
    const figures = new Set(blocks.map(({ report }) => [report.qber, report.errors, report.finalBits].join(' ')));
    assert.ok(figures.size > 1, 'figures differ from block to block');
  });

  test('a light eavesdropper shows in the error rate that is measured', async () => {
    await using link = linkOf({ interceptedFraction: 0.04 });
    const { report } = await link.nextBlock();
    assertMeasured(report, 0.04);
    assert.ok(report.qber > 1.4 * expectedQber(0));
  });

  test('a heavy one stops it, for the reasons of the session, block after block', async () => {
    for (const [interceptedFraction, blocks, reason] of [
      [1, 2, 'the error rate is above the limit'],
      [0.25, 1, 'no secret bits are left'],
    ] as const) {
      await using link = linkOf({ interceptedFraction });
      for (let block = 0; block < blocks; block += 1) {
        await assert.rejects(
          link.nextBlock(),
          (error) => isQForgeError(error, 'QKD_ABORTED') && error.details.reason === reason,
        );
      }
    }
  });

  test('ends when it is told to, in the middle of a block too', async () => {
    const before = openPorts();
    const link = linkOf();
    const block = link.nextBlock();
    const rejected = assert.rejects(block, (error) => isQForgeError(error, 'QKD_ABORTED'));
    await link[Symbol.asyncDispose]();
    await rejected;
    await assert.rejects(link.nextBlock(), (error) => isQForgeError(error, 'QKD_ABORTED'));
    assert.equal(openPorts(), before);
  });

  test('says what ended it', async () => {
    await using link = linkOf({ distanceKm: -1 });
    await assert.rejects(
      link.nextBlock(),
      (error) => isQForgeError(error, 'QKD_ABORTED') && /thread of the link has ended: .*istance/u.test(error.message),
    );
  });
});
