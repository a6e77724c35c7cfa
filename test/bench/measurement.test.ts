import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MeasurementNames, measurementOf } from '../../bench/measurement.ts';

const NAMES: MeasurementNames = {
  name: 'speed',
  unit: 'messages/s',
  better: 'higher',
  peerName: 'peer',
  limitName: 'limit',
};

describe('measurement', () => {
  test('ratios are taken run by run, then the median: a slow moment of the machine cancels out', () => {
    const measurement = measurementOf(NAMES, { ours: [200, 20, 210], peer: [100, 10, 100], limit: [400, 40, 400] });
    assert.deepEqual(measurement, {
      ...NAMES,
      ours: 200,
      peer: 100,
      peerKind: 'measured',
      ratio: 2,
      limit: 400,
      limitRatio: 0.5,
      runs: 3,
      spread: {
        oursMin: 20,
        oursMax: 210,
        peerMin: 10,
        peerMax: 100,
        ratioLow: 2,
        ratioHigh: 2.05,
        limitRatioLow: 0.5,
        limitRatioHigh: 0.5125,
      },
    });
  });

  test('a figure that a document states is marked as such', () => {
    const measurement = measurementOf(NAMES, { ours: [1, 3], peer: 4, limit: [1, 1] });
    assert.equal(measurement.peerKind, 'stated');
    assert.equal(measurement.peer, 4);
    assert.equal(measurement.ratio, 0.5);
  });

  test('a figure that is missing, zero, negative or not finite is no measurement', () => {
    const good = { ours: [1, 2], peer: [1, 2], limit: [1, 2] };
    for (const side of ['ours', 'peer', 'limit']) {
      for (const bad of [[1], [1, 0], [1, -2], [1, Number.NaN], [Number.POSITIVE_INFINITY, 1], []]) {
        assert.throws(() => measurementOf(NAMES, { ...good, [side]: bad }), RangeError);
      }
    }
    assert.throws(() => measurementOf(NAMES, { ours: [], peer: [], limit: [] }), RangeError);
  });
});
