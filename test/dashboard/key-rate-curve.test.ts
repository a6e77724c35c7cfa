import assert from 'node:assert/strict';
import test from 'node:test';
import { protocols, rateAt, rateCurve } from '../../apps/dashboard/src/models/key-rate-curve.ts';
import { analyticLink, linkSetup } from '../../src/qkd/index.ts';

test('the curve is that of the formulas of the product', () => {
  for (const protocol of protocols) {
    const link = analyticLink(linkSetup({ protocol, distanceKm: 40 }));
    const point = rateAt(protocol, 40, 1e9);
    assert.equal(point.bitsPerSecond, link.secretKeyRatePerPulse * 1e9);
    assert.equal(point.qber, link.qber);
  }
});

test('a curve falls, and ends where no key is left', () => {
  for (const protocol of protocols) {
    const curve = rateCurve(protocol, 1e9);
    assert.ok(curve.length > 20, protocol);
    assert.ok(
      curve.every(
        ({ bitsPerSecond }, at) =>
          bitsPerSecond > 0 && (at === 0 || bitsPerSecond < (curve[at - 1]?.bitsPerSecond ?? 0)),
      ),
    );
    const last = curve.at(-1)?.km ?? 0;
    if (last < 400) assert.equal(rateAt(protocol, last + 2, 1e9).bitsPerSecond, 0);
  }
});

test('a fibre that loses more gives what a longer one gives', () => {
  const [lossy, long] = [rateAt('bb84-decoy', 25, 1e9, 10), rateAt('bb84-decoy', 50, 1e9)];
  assert.ok(Math.abs(lossy.bitsPerSecond / long.bitsPerSecond - 1) < 1e-9);
  assert.equal(rateAt('bb84-decoy', 25, 1e9, 5).bitsPerSecond, rateAt('bb84-decoy', 25, 1e9).bitsPerSecond);
  assert.equal(rateAt('bb84-decoy', 0, 1e9, 0).bitsPerSecond, rateAt('bb84-decoy', 0, 1e9).bitsPerSecond);
});
