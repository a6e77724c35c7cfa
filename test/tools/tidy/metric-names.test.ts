import assert from 'node:assert/strict';
import test from 'node:test';
import { checkMetricNames } from '../../../tools/tidy/metric-names.ts';

const CATALOGUE = `const a: MetricTable = {\n  q_sent_total: counter('Sent'),\n  q_open: gauge('Open'),\n};\n`;

function messages(source: string): readonly string[] {
  const tree = new Map([
    ['src/monitor/metric-catalogue.ts', CATALOGUE],
    ['src/network/a.ts', source],
    ['test/network/a.test.ts', `metrics.count('q_made_up_total', 1);`],
  ]);
  return checkMetricNames(tree).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

test('metrics that are described and measured are left alone', () => {
  assert.deepEqual(messages(`metrics.count(\n  'q_sent_total', 1);\nconst name = 'q_open';`), []);
});

test('a name that nobody described is found where it is measured', () => {
  assert.deepEqual(messages(`a('q_open');\nb('q_sent_total');\nthis.#metrics.observe('q_wait_seconds', 1);`), [
    'src/network/a.ts:3 q_wait_seconds is not in src/monitor/metric-catalogue.ts',
  ]);
});

test('a description of what nobody measures is found', () => {
  assert.deepEqual(messages(`metrics.count('q_sent_total', 1);`), [
    'src/monitor/metric-catalogue.ts:3 nobody measures q_open',
  ]);
});
