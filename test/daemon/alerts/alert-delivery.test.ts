import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { type Clock, QForgeError, silentLogger } from '../../../src/base/index.ts';
import { AlertDelivery, MAX_WAITING_NOTICES } from '../../../src/daemon/alerts/alert-delivery.ts';
import type { AlertNotice, AlertSink } from '../../../src/daemon/alerts/alert-notice.ts';
import { WebhookSink } from '../../../src/daemon/alerts/webhook-sink.ts';
import { HistoryFile, MetricsRegistry } from '../../../src/monitor/index.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';
import { sampleAlert } from './sample-notice.ts';
import { startReceiver } from './webhook-receiver.ts';

/** A sink that fails as it is told, and else remembers. */
class ToldSink implements AlertSink {
  readonly name: string;
  readonly got: AlertNotice[] = [];
  /** Undefined: it takes notices. */
  failure: 'for a time' | 'for good' | undefined;
  attempts = 0;

  constructor(name: string) {
    this.name = name;
  }

  async send(notice: AlertNotice): Promise<void> {
    this.attempts += 1;
    await Promise.resolve();
    if (this.failure !== undefined) {
      const final = this.failure === 'for good';
      throw new QForgeError('ALERT_NOT_DELIVERED', { sink: this.name, reason: this.failure, final });
    }
    this.got.push(notice);
  }
}

function deliveryOf(
  t: TestContext,
  sinks: readonly AlertSink[],
  clock: Clock,
  file: HistoryFile = HistoryFile.open(':memory:'),
): { readonly delivery: AlertDelivery; readonly file: HistoryFile; readonly metrics: MetricsRegistry } {
  const metrics = new MetricsRegistry();
  const delivery = new AlertDelivery({ sinks, device: 'qf1self', file, clock, logger: silentLogger, metrics });
  t.after(() => delivery[Symbol.asyncDispose]());
  return { delivery, file, metrics };
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test('every sink gets every notice once, in order, whatever another does', async (t) => {
  const [good, bad] = [new ToldSink('good'), new ToldSink('bad')];
  bad.failure = 'for good';
  const { delivery, metrics } = deliveryOf(t, [good, bad], new SimulatedTime());
  delivery.tell(sampleAlert);
  delivery.tell({ ...sampleAlert, state: 'resolved' });
  await turns();
  assert.deepEqual(
    good.got.map(({ alert }) => alert.state),
    ['firing', 'resolved'],
  );
  assert.equal(new Set(good.got.map(({ id }) => id)).size, 2);
  assert.deepEqual(delivery.status(), [
    { name: 'good', delivered: 2, failed: 0, waiting: 0, lastError: undefined },
    { name: 'bad', delivered: 0, failed: 2, waiting: 0, lastError: 'An alert did not reach bad: for good.' },
  ]);
  assert.equal(bad.attempts, 2);
  const counted = metrics.snapshot().find(({ name }) => name === 'qforge_alert_notices_total');
  assert.deepEqual(
    counted?.series.map(({ labels, value }) => [labels['sink'], labels['outcome'], value]),
    [
      ['good', 'delivered', 2],
      ['bad', 'given-up', 2],
    ],
  );
});

test('a sink that is away for a time gets its notice when it is back', async (t) => {
  const [sink, time] = [new ToldSink('hook'), new SimulatedTime()];
  sink.failure = 'for a time';
  const { delivery } = deliveryOf(t, [sink], time);
  delivery.tell(sampleAlert);
  await turns();
  await time.run(() => false, 30_000);
  assert.ok(sink.attempts >= 4 && sink.got.length === 0, `${sink.attempts} attempts`);
  assert.match(delivery.status()[0]?.lastError ?? '', /for a time/u);
  sink.failure = undefined;
  await time.run(() => false, 300_000);
  assert.deepEqual([sink.got.length, delivery.status()[0]?.waiting], [1, 0]);
});

test('a sink that stays away is given up', async (t) => {
  const [sink, time] = [new ToldSink('hook'), new SimulatedTime()];
  sink.failure = 'for a time';
  const { delivery } = deliveryOf(t, [sink], time);
  delivery.tell(sampleAlert);
  await turns();
  await time.run(() => false, 3_600_000);
  assert.deepEqual([sink.attempts, delivery.status()[0]?.failed], [11, 1]);
});

test('a notice that waits is sent by the next process, under the same ID', async (t) => {
  const [sink, time] = [new ToldSink('hook'), new SimulatedTime()];
  sink.failure = 'for a time';
  const first = deliveryOf(t, [sink], time);
  const { id } = first.delivery.test();
  await turns();
  await first.delivery[Symbol.asyncDispose]();
  const again = new ToldSink('hook');
  deliveryOf(t, [again, new ToldSink('new')], time, first.file);
  await turns();
  assert.deepEqual(
    again.got.map((notice) => [notice.id, notice.kind]),
    [[id, 'test']],
  );
});

test('notices that wait are bounded', async (t) => {
  const [sink, time] = [new ToldSink('hook'), new SimulatedTime()];
  sink.failure = 'for a time';
  const { delivery } = deliveryOf(t, [sink], time);
  for (let count = 0; count < MAX_WAITING_NOTICES + 7; count += 1) delivery.tell(sampleAlert);
  await turns();
  assert.deepEqual([delivery.status()[0]?.waiting, delivery.status()[0]?.failed], [MAX_WAITING_NOTICES, 7]);
});

test('a real receiver that fails twice and is cut off once gets it at the fourth attempt', async (t) => {
  const [receiver, time] = [await startReceiver(t), new SimulatedTime()];
  receiver.answers.push(503, undefined, 429);
  const { delivery } = deliveryOf(t, [new WebhookSink({ url: receiver.url, key: undefined, clock: time })], time);
  delivery.tell(sampleAlert);
  // The network is real, pauses are not: each is skipped once the answer has led to it.
  while (delivery.status()[0]?.delivered !== 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (time.pendingEvents > 0) await time.run(() => time.pendingEvents === 0, 60_000);
  }
  assert.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 1);
  assert.equal(receiver.received.length, 4);
});
