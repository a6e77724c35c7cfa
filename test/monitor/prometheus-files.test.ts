import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { metricCatalogue } from '../../src/monitor/metric-catalogue.ts';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../../src/monitor/prometheus-text.ts';
import { filledRegistry, growAll } from './filled-registry.ts';
import { PrometheusServer } from './prometheus-server.ts';
import { whyNoPromtool } from './prometheus-tools.ts';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const RULES = pathOf('../../docs/prometheus/qforge.rules.yml');
const RULE_TESTS = pathOf('qforge.rules.test.yml');
const DASHBOARD = pathOf('../../docs/prometheus/grafana-dashboard.json');

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const panels = (JSON.parse(readFileSync(DASHBOARD, 'utf8')) as { panels: Panel[] }).panels;
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const ruleTexts = readFileSync(RULES, 'utf8').split('- alert: ').slice(1);
const expressions = ruleTexts.map((text) => /expr: (?<expr>.+)/u.exec(text)?.groups?.['expr'] ?? '');

/** Metrics that an expression names, with the suffixes of histograms taken away. */
function metricsIn(expression: string): readonly string[] {
  const names = expression.match(/\b(?:qforge|process|nodejs)_[a-z\d_]+/gu) ?? [];
  return names.map((name) => {
    const family = name.replace(/_(?:bucket|sum|count)$/u, '');
    return metricCatalogue[family]?.kind === 'histogram' ? family : name;
  });
}

describe('files for a Prometheus server and Grafana', () => {
  test('name only metrics that there are', () => {
    assert.ok(queries.length > 25 && expressions.length > 10);
    for (const expression of [...queries, ...expressions]) {
      for (const name of metricsIn(expression))
        assert.ok(metricCatalogue[name] !== undefined, `${name} in ${expression}`);
    }
  });

  test('every alert rule is tested to fire', () => {
    const tests = readFileSync(RULE_TESTS, 'utf8');
    for (const text of ruleTexts) {
      const [name = ''] = text.split('\n');
      assert.match(tests, new RegExp(`alertname: ${name}\\n\\s+exp_alerts:\\n\\s+- exp_labels`, 'u'), name);
    }
  });

  test('panels have titles and numbers of their own, and lie beside each other', () => {
    const { panels: all } = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as {
      panels: { id: number; title: string; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    for (const [at, { gridPos: one, title }] of all.entries()) {
      assert.ok(title.length > 0 && one.x + one.w <= 24);
      for (const { gridPos: other } of all.slice(at + 1)) {
        const apart =
          one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y;
        assert.ok(apart, `${title} lies over another panel`);
      }
    }
  });
});

/** Something to scrape that has a value of every metric, and another one each time. */
async function startTarget(t: TestContext): Promise<{ readonly url: string; readonly tokenFile: string }> {
  const registry = filledRegistry('x');
  const server = createServer((_request, response) => {
    growAll(registry, 'x');
    response.writeHead(200, { 'content-type': PROMETHEUS_CONTENT_TYPE }).end(prometheusText(registry.snapshot()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'qforge-target-'));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'none');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokenFile };
}

describe('with Prometheus itself', { skip: whyNoPromtool() ?? false, timeout: 600_000 }, () => {
  test('promtool checks and tests the alert rules', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'qforge-rules-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    copyFileSync(RULES, join(folder, 'qforge.rules.yml'));
    copyFileSync(RULE_TESTS, join(folder, 'qforge.rules.test.yml'));
    for (const words of [
      ['check', 'rules', 'qforge.rules.yml'],
      ['test', 'rules', 'qforge.rules.test.yml'],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 0, `${stdout}${stderr}`);
    }
  });

  test('every panel of the dashboard has values from a real server', async (t) => {
    const { url, tokenFile } = await startTarget(t);
    const prometheus = await PrometheusServer.start(t, url, tokenFile);
    for (const query of queries) {
      const expression = query.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*');
      const values = await prometheus.values(expression);
      assert.ok(values.length > 0 && values.every((value) => !Number.isNaN(value)), `${expression}: ${values.join()}`);
    }
  });
});
