import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { ConditionWatch, type Found, isChosen } from '../../../src/monitor/alerts/alert-conditions.ts';
import type { AlertCondition } from '../../../src/monitor/alerts/alert-rule.ts';
import type { Outlook } from '../../../src/monitor/trends/outlook.ts';
import { ruleOf } from './alert-rig.ts';

const series = { kind: 'value', metric: 'qforge_kme_stored_keys', labels: {} } as const;
const [a, b] = ['qforge_kme_stored_keys{link="a"}', 'qforge_kme_stored_keys{link="b"}'] as const;

function watching(
  condition: AlertCondition,
): (values: Record<string, number>, outlooks?: readonly Outlook[]) => readonly Found[] {
  const watch = new ConditionWatch(ruleOf('r', {}, condition));
  return (values, outlooks = []) =>
    watch.look({ values: new Map(Object.entries(values)), spanSeconds: 10, outlooks: () => outlooks, nowMs: 1000 });
}
const holding = (found: readonly Found[]): readonly string[] =>
  found.filter(({ holds }) => holds).map((one) => one.series);

describe('conditions', () => {
  test('threshold: beyond a bound, not at it', () => {
    const look = watching({ kind: 'threshold', series, above: 10, below: 2 });
    assert.deepEqual(holding(look({ [a]: 10, [b]: 2 })), []);
    const found = look({ [a]: 10.5, [b]: 1, other: 99 });
    assert.deepEqual(holding(found), [a, b]);
    assert.deepEqual(
      found.map(({ sentence }) => sentence),
      [`${a} is 10.5, above 10.`, `${b} is 1, below 2.`],
    );
    assert.deepEqual(found[0]?.labels, { link: 'a' });
  });

  test('rate: by what a value changed a second', () => {
    const look = watching({ kind: 'rate', series, below: -1 });
    assert.deepEqual(look({ [a]: 100 }), []);
    assert.deepEqual(holding(look({ [a]: 90 })), []);
    const found = look({ [a]: 70 });
    assert.deepEqual([holding(found), found[0]?.value], [[a], -2]);
  });

  test('absence: of what there was, or of what is looked for and never was', () => {
    const look = watching({ kind: 'absence', series });
    assert.deepEqual(holding(look({})), ['qforge_kme_stored_keys']);
    assert.deepEqual(holding(look({ [a]: 1, [b]: 1 })), []);
    assert.deepEqual(holding(look({ [b]: 1 })), [a]);
    assert.deepEqual(holding(look({ [a]: 1, [b]: 1 })), []);
  });

  test('anomaly: a value far from those before it, once enough are known', () => {
    const [look, random] = [watching({ kind: 'anomaly', series }), new SeededStream('anomaly')];
    assert.deepEqual(look({ [a]: 1e9 }), []);
    for (let moment = 0; moment < 60; moment += 1)
      assert.deepEqual(holding(look({ [a]: 100 + random.normal() })), [], `${moment}`);
    const found = look({ [a]: 150 });
    assert.deepEqual(holding(found), [a]);
    assert.match(found[0]?.sentence ?? '', /is 150, and was expected between (?:9\d|8\d)(?:\.\d)? and 10\d\.$/u);
  });

  test('outlook: what runs out within a time', () => {
    const look = watching({ kind: 'outlook', withinMs: 60_000 });
    const outlook = { name: 'pool', series: a, sentence: 'The pool runs dry.', limit: 0, now: 5 } as const;
    assert.deepEqual(holding(look({}, [{ ...outlook, status: 'runs-out', expectedAtMs: 61_000 }])), [a]);
    assert.deepEqual(holding(look({}, [{ ...outlook, status: 'runs-out', expectedAtMs: 61_001 }])), []);
    assert.deepEqual(holding(look({}, [{ ...outlook, status: 'steady' }])), []);
  });

  test('a choice takes in series of its kind and metric with its labels', () => {
    assert.equal(isChosen(a, series), true);
    assert.equal(isChosen(a, { ...series, labels: { link: 'a' } }), true);
    assert.equal(isChosen(a, { ...series, labels: { link: 'b' } }), false);
    assert.equal(isChosen(`rate:${a}`, series), false);
    assert.equal(isChosen('qforge_channels_open', series), false);
    assert.equal(isChosen('{', series), false);
  });
});
