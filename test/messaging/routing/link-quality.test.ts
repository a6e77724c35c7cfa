import assert from 'node:assert/strict';
import test from 'node:test';
import { LinkQuality } from '../../../src/messaging/routing/link-quality.ts';
import { HOP_COST_US, UNKNOWN_LINK_COST_US } from '../../../src/messaging/routing/routing-limits.ts';
import { Chances } from '../../simulation/chances.ts';

test('a link that was not measured has its own cost', () => {
  assert.equal(new LinkQuality().costUs, UNKNOWN_LINK_COST_US + HOP_COST_US);
});

test('the cost is that of the specification, for steady links', () => {
  const quality = new LinkQuality();
  for (let probe = 0; probe < 100; probe += 1) quality.answered(40);
  assert.equal(quality.roundTripMs, 40);
  assert.equal(quality.costUs, (40 / 2 + 1) * 1000);
});

test('round trip and loss follow the recurrence of exponentially weighted means', () => {
  const chances = new Chances(3);
  const quality = new LinkQuality();
  let roundTrip: number | undefined;
  let loss = 0;
  for (let probe = 0; probe < 500; probe += 1) {
    if (chances.happens(0.2)) {
      quality.lost();
      loss = (15 / 16) * loss + 1 / 16;
    } else {
      // None is late: more than twice the mean, and five.
      const sample = chances.between(60, 90);
      quality.answered(sample);
      roundTrip = roundTrip === undefined ? sample : (7 / 8) * roundTrip + sample / 8;
      loss *= 15 / 16;
    }
  }
  assert.ok(Math.abs((quality.roundTripMs ?? 0) - (roundTrip ?? 0)) < 1e-9);
  assert.ok(Math.abs(quality.loss - loss) < 1e-12);
  assert.equal(quality.costUs, Math.round(((roundTrip ?? 0) * 500 + 1000) / (1 - loss)));
});

test('one late answer counts as a loss and leaves the mean; a second in a row is believed', () => {
  const quality = new LinkQuality();
  for (let probe = 0; probe < 100; probe += 1) quality.answered(20);
  quality.answered(45);
  assert.deepEqual([quality.roundTripMs, quality.loss], [20 + 25 / 8, 0]);
  const { roundTripMs = 0 } = quality;
  quality.answered(220);
  assert.deepEqual([quality.roundTripMs, quality.loss], [roundTripMs, 1 / 16]);
  quality.answered(20);
  quality.answered(220);
  assert.ok((quality.roundTripMs ?? 0) < roundTripMs && quality.loss > 1 / 16, 'an answer in time lies between');
  for (let probe = 0; probe < 60; probe += 1) quality.answered(220);
  assert.ok((quality.roundTripMs ?? 0) > 215 && quality.loss < 0.01, 'a link that has become slow is known as slow');
});

test('a link that loses everything keeps a finite cost', () => {
  const quality = new LinkQuality();
  quality.answered(10);
  for (let probe = 0; probe < 1000; probe += 1) quality.lost();
  assert.ok(quality.loss > 0.99);
  assert.equal(quality.costUs, Math.round(6000 / (1 - 0.9)));
});
