import assert from 'node:assert/strict';
import test from 'node:test';
import { durationText } from '../../../src/monitor/trends/duration-text.ts';

test('times read as people say them', () => {
  const texts: Readonly<Record<string, number>> = {
    '0 s': 0,
    '40 s': 40_000,
    '1 min 30 s': 90_000,
    '40 min': 2_410_000,
    '2 h': 7_200_000,
    '2 h 5 min': 7_500_000,
    '3 d': 259_200_000,
    '12 d': 1_080_000_000,
  };
  for (const [text, milliseconds] of Object.entries(texts)) assert.equal(durationText(milliseconds), text);
});
