import assert from 'node:assert/strict';
import test from 'node:test';
import { type Clock, systemClock } from '../../../src/base/index.ts';
import { analyticLink } from '../../../src/qkd/link/analytic-link.ts';
import { linkSetup } from '../../../src/qkd/link/link-setup.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { simulateLink } from '../../../src/qkd/session/link-simulation.ts';
import { assertBinomial } from '../closeness.ts';

test('a simulation tells what the link did and what became of the block', async () => {
  const wish = { protocol: 'bb84', distanceKm: 10, pulsesPerBlock: 100_000 } as const;
  const found = await simulateLink({ ...wish, random: new SeededRandom('simulate') }, systemClock);
  const { gain, qber } = analyticLink(linkSetup(wish));
  assertBinomial(found.detections, found.pulses, gain, 'gain');
  assertBinomial(found.errors, found.sifted, qber, 'error rate');
  assert.equal(found.simulated, true);
  assert.equal(found.aborted, undefined);
  assert.ok(found.finalBits > 0 && found.leakedBits > 0);
  assert.equal(found.secretKeyRatePerPulse, found.finalBits / found.pulses);
});

test('a block without a key is told as well, with the reason', async () => {
  const found = await simulateLink(
    {
      protocol: 'bb84',
      distanceKm: 10,
      pulsesPerBlock: 50_000,
      eavesdropper: { kind: 'intercept-resend', fraction: 1 },
      random: new SeededRandom('intercepted'),
    },
    systemClock,
  );
  assert.equal(found.aborted, 'the error rate is above the limit');
  assert.equal(found.finalBits, 0);
  assert.equal(found.security, undefined);
  assert.ok((found.qber ?? 0) > 0.2 && found.knownToListener > 0.4 * found.sifted);
});

test('times come from the clock that is handed in', async () => {
  let now = 0;
  const clock: Clock = {
    wallMs: () => 0,
    monotonicMs: () => (now += 1000),
    schedule: () => ({ cancel: () => undefined }),
  };
  const wish = { protocol: 'bb84', distanceKm: 1, pulsesPerBlock: 20_000, random: new SeededRandom('clock') } as const;
  const found = await simulateLink(wish, clock);
  assert.equal(found.secondsPerMillionPulses, 50);
  assert.equal(found.postProcessingSeconds, 1);
});
