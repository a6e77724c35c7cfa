import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { seasonPeriod } from '../../../src/monitor/trends/season-period.ts';

test('finds periods under noise, on a line, and of any form', () => {
  const random = new SeededStream('season');
  for (const period of [6, 24, 48]) {
    const wave = Array.from(
      { length: 240 },
      (_, at) => 3 * Math.sin((2 * Math.PI * at) / period) + at / 10 + random.normal(),
    );
    assert.equal(seasonPeriod(wave), period);
    const peaks = Array.from({ length: 240 }, (_, at) => (at % period === 0 ? 20 : 0) + random.normal());
    assert.equal(seasonPeriod(peaks), period);
  }
});

test('finds none in noise, in walks, in nothing, and in less than three periods', () => {
  let walks = 0;
  for (let trial = 0; trial < 100; trial += 1) {
    const random = new SeededStream(`no season ${trial}`);
    assert.equal(seasonPeriod(Array.from({ length: 240 }, () => random.normal())), undefined);
    let level = 0;
    const walk = Array.from({ length: 240 }, () => (level += random.normal()));
    if (seasonPeriod(walk) !== undefined) walks += 1;
  }
  assert.ok(walks <= 10, `${walks} of 100 walks seemed to repeat themselves`);
  assert.equal(seasonPeriod(Array.from({ length: 100 }, () => 7)), undefined);
  assert.equal(seasonPeriod([]), undefined);
  assert.equal(seasonPeriod(Array.from({ length: 50 }, (_, at) => Math.sin((2 * Math.PI * at) / 24))), undefined);
});
