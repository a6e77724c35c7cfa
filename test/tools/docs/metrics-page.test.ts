import assert from 'node:assert/strict';
import test from 'node:test';
import { metricsPage } from '../../../tools/docs/metrics-page.ts';

test('every metric has its row', () => {
  const { path, text } = metricsPage();
  assert.equal(path, 'docs/metrics.md');
  assert.match(
    text,
    /^\| `qforge_handshakes_total` \| counter \| `role`, `result` \| Handshakes that ended, .*\. \|$/mu,
  );
  assert.match(text, /^\| `process_open_fds` \| gauge \| {2}\| /mu);
});
