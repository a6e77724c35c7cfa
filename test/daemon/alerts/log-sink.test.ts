import assert from 'node:assert/strict';
import test from 'node:test';
import { LogSink } from '../../../src/daemon/alerts/log-sink.ts';
import { sampleAlert, sampleNotice } from './sample-notice.ts';

test('the level follows from severity and state', async () => {
  const said: string[] = [];
  const sink = new LogSink({
    log: (level, category, text, fields) => said.push(`${level} ${category} ${text} ${fields?.['rule']}`),
  });
  await sink.send(sampleNotice);
  await sink.send({ ...sampleNotice, alert: { ...sampleAlert, severity: 'warning' } });
  await sink.send({ ...sampleNotice, alert: { ...sampleAlert, state: 'resolved' } });
  await sink.send({ ...sampleNotice, kind: 'test', alert: { ...sampleAlert, severity: 'info' } });
  assert.deepEqual(said, [
    'error performance alert firing many',
    'warn performance alert firing many',
    'info performance alert resolved many',
    'info performance alert sent as a test many',
  ]);
});
