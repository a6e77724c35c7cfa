import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError, silentLogger } from '../../src/base/index.ts';
import { parseDaemonConfig } from '../../src/daemon/daemon-config.ts';
import { otlpExporter } from '../../src/daemon/otlp-config.ts';
import { MetricsRegistry } from '../../src/monitor/index.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { startCollector } from '../monitor/otlp/collector.ts';
import { until } from '../until.ts';

test('exports as the configuration says, with the header of a file that only its user reads', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-otlp-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [collector, clock, file] = [await startCollector(t), new ManualClock(), join(folder, 'header')];
  writeFileSync(file, 'Basic abc\n', { mode: 0o600 });
  const toml = `[otlp]\nendpoint = "${collector.url}"\nauthorizationFile = "${file}"\nmetricsSeconds = 5\n`;
  const config = parseDaemonConfig(toml, 'x').otlp;
  assert.ok(config !== undefined);
  const parts = { registry: new MetricsRegistry(), clock, logger: silentLogger, version: '1', device: 'me' };
  const exporter = await otlpExporter(config, parts);
  clock.advance(5000);
  await until(() => collector.metrics.length > 0);
  assert.equal(collector.headers[0]?.authorization, 'Basic abc');
  const attributes = collector.metrics[0]?.resourceMetrics[0]?.resource.attributes.map(({ value }) => value);
  assert.deepEqual(attributes, [{ stringValue: 'qforge' }, { stringValue: '1' }, { stringValue: 'me' }]);
  await exporter[Symbol.asyncDispose]();
  chmodSync(file, 0o640);
  await assert.rejects(otlpExporter(config, parts), (error) => isQForgeError(error, 'ADMIN_TOKEN_EXPOSED'));
});

test('an address that others could read on the way is refused', () => {
  const parse = (): unknown => parseDaemonConfig('[otlp]\nendpoint = "http://collector.example:4318"', 'x');
  assert.throws(parse, (error) => isQForgeError(error, 'CONFIG_INVALID') && error.message.includes('otlp.endpoint'));
});
