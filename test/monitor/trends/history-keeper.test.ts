import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Logger } from '../../../src/base/index.ts';
import { MetricsRegistry } from '../../../src/monitor/metrics-registry.ts';
import { HistoryFile } from '../../../src/monitor/trends/history-file.ts';
import { HistoryKeeper } from '../../../src/monitor/trends/history-keeper.ts';
import { SAMPLE_EVERY_MS } from '../../../src/monitor/trends/history-tiers.ts';
import { ManualClock } from '../../client/manual-clock.ts';

interface Rig {
  readonly registry: MetricsRegistry;
  readonly clock: ManualClock;
  readonly file: HistoryFile;
  readonly keeper: HistoryKeeper;
  readonly log: string[];
}

function rig(t: TestContext): Rig {
  const [registry, clock, file, log] = [
    new MetricsRegistry(),
    new ManualClock(),
    HistoryFile.open(':memory:'),
    [] as string[],
  ];
  const logger: Logger = { log: (level, _category, text, fields) => log.push(`${level} ${text} ${fields?.['code']}`) };
  const keeper = new HistoryKeeper({ registry, file, clock, logger });
  t.after(() => {
    keeper[Symbol.dispose]();
    file[Symbol.dispose]();
  });
  return { registry, clock, file, keeper, log };
}

test('writes every ten seconds, and shows what it wrote', (t) => {
  const { registry, clock, keeper } = rig(t);
  registry.gauge('qforge_channels_open', 2);
  clock.advance(0);
  registry.count('qforge_messages_total', 70, { direction: 'sent' });
  clock.advance(SAMPLE_EVERY_MS);
  registry.gauge('qforge_channels_open', 4);
  clock.advance(SAMPLE_EVERY_MS);
  const open = keeper.points('qforge_channels_open', 3_600_000);
  assert.deepEqual(
    open?.points.map(({ mean }) => mean),
    [2, 2, 4],
  );
  assert.equal(open.stepMs, SAMPLE_EVERY_MS);
  const sent = keeper.points('rate:qforge_messages_total{direction="sent"}', 3_600_000);
  assert.deepEqual([sent?.unit, sent?.points.map(({ mean }) => mean)], ['per second', [7, 0]]);
  assert.equal(keeper.points('qforge_channels_closed', 1), undefined);
  assert.equal(keeper.points('no name', 1), undefined);
});

test('lists series with what they mean and their last value', (t) => {
  const { registry, clock, keeper } = rig(t);
  registry.gauge('qforge_kme_stored_keys', 12, { link: 'kme-b' });
  clock.advance(0);
  assert.deepEqual(
    keeper.list().filter(({ metric }) => metric.startsWith('qforge_kme')),
    [
      {
        name: 'qforge_kme_stored_keys{link="kme-b"}',
        kind: 'value',
        metric: 'qforge_kme_stored_keys',
        labels: { link: 'kme-b' },
        unit: 'count',
        help: 'Keys in the pool of a link',
        last: 12,
      },
    ],
  );
});

test('tells of every moment until nobody listens', (t) => {
  const { registry, clock, keeper } = rig(t);
  const heard: number[] = [];
  const stop = keeper.onMoment((values) => heard.push(values.get('qforge_channels_open') ?? -1));
  registry.gauge('qforge_channels_open', 1);
  clock.advance(0);
  stop();
  clock.advance(SAMPLE_EVERY_MS);
  assert.deepEqual(heard, [1]);
});

test('a file that takes nothing costs history, is counted, and told once', (t) => {
  const { registry, clock, file, keeper, log } = rig(t);
  registry.gauge('qforge_channels_open', 1);
  file[Symbol.dispose]();
  assert.throws(() => file.add(0, new Map()));
  clock.advance(0);
  clock.advance(SAMPLE_EVERY_MS);
  assert.deepEqual(log, ['warn history not written HISTORY_UNAVAILABLE']);
  const failures = registry.snapshot().find(({ name }) => name === 'qforge_history_failures_total');
  assert.equal(failures?.series[0]?.value, 2);
  assert.equal(keeper.latest.get('qforge_channels_open'), 1);
});

test('stops with its disposal', (t) => {
  const { clock, keeper } = rig(t);
  clock.advance(0);
  keeper[Symbol.dispose]();
  assert.equal(clock.pendingCalls, 0);
});
