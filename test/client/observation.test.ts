import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { isQForgeError, silentMetrics, systemClock } from '../../src/base/index.ts';
import { auditEntries, checkAudit } from '../../src/client/audit-files.ts';
import type { AuditEntryRead } from '../../src/client/index.ts';
import { Observation, type ObservationOptions } from '../../src/client/observation.ts';
import { writtenLine } from '../monitor/logging/sample-entry.ts';
import { RecordingLogger } from '../resilience/recording-sinks.ts';

const folder = mkdtempSync(join(tmpdir(), 'qforge-observation-'));
after(() => rmSync(folder, { recursive: true }));

function open(more: Partial<ObservationOptions>): Promise<Observation> {
  const onFailure = (error: unknown): never => assert.fail(String(error));
  return Observation.open({ clock: systemClock, metrics: silentMetrics, onFailure, ...more });
}

describe('what a client is observed with', () => {
  test('is one logger for a log, a trail and whoever sits there', async () => {
    const also = new RecordingLogger();
    const [file, audit] = [join(folder, 'logs', 'one.log'), join(folder, 'one')];
    const observation = await open({ also, log: { file }, audit: { folder: audit } });
    observation.logger.log('info', 'audit', 'key delivered', { keyId: 'a' });
    observation.logger.log('info', 'network', 'channel open', { peer: 'x' });
    await observation[Symbol.asyncDispose]();
    const messages = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => writtenLine(line).message);
    assert.deepEqual(messages, ['key delivered', 'channel open']);
    assert.deepEqual(also.lines, ['info key delivered', 'info channel open']);
    const entries: AuditEntryRead[] = [];
    for await (const entry of auditEntries(audit)) entries.push(entry);
    assert.deepEqual(
      entries.map(({ entry, isPublished }) => [entry.event, entry.fields, isPublished]),
      [['key delivered', { keyId: 'a' }, true]],
    );
    assert.deepEqual((await checkAudit(audit)).findings, []);
  });

  test('takes security events into the trail, past the log, and tells how the trail does', async () => {
    const audit = join(folder, 'events');
    const observation = await open({ audit: { folder: audit } });
    const { securityEvents, auditStanding } = observation.audit;
    securityEvents?.emit({ type: 'self-test-failed', severity: 'critical', atMs: 5000, subject: 'ML-KEM-768' });
    assert.deepEqual(auditStanding?.(), { isFailing: false, waiting: 1, unrecorded: 0 });
    await observation[Symbol.asyncDispose]();
    const entries: AuditEntryRead[] = [];
    for await (const entry of auditEntries(audit)) entries.push(entry);
    assert.deepEqual(
      entries.map(({ entry }) => [entry.event, entry.timeMs, entry.fields]),
      [['self-test-failed', 5000, { severity: 'critical', subject: 'ML-KEM-768' }]],
    );
  });

  test('is nothing but whoever sits there when nothing is asked for', async () => {
    const also = new RecordingLogger();
    const observation = await open({ also });
    assert.equal(observation.logger, also);
    assert.deepEqual(observation.audit, {});
    await observation[Symbol.asyncDispose]();
  });

  test('writes for people to a stream', async () => {
    const written: string[] = [];
    const observation = await open({ log: { stream: { write: (text) => written.push(text) }, level: 'warn' } });
    observation.logger.log('warn', 'security', 'handshake failed');
    observation.logger.log('info', 'security', 'something else');
    await observation[Symbol.asyncDispose]();
    assert.match(written.join(''), /^\S+ WARN {2}security {4}handshake failed\n$/u);
  });

  test('holds its trail alone, and lets go of it', async () => {
    const audit = { folder: join(folder, 'two') };
    const first = await open({ audit });
    await assert.rejects(open({ audit }), (error) => isQForgeError(error, 'FILE_BUSY'));
    await first[Symbol.asyncDispose]();
    const second = await open({ audit });
    await second[Symbol.asyncDispose]();
  });

  test('keeps the signing key where it is told to', async () => {
    const keyPath = join(folder, 'elsewhere.key');
    const observation = await open({ audit: { folder: join(folder, 'three'), keyPath } });
    await observation[Symbol.asyncDispose]();
    assert.equal(readFileSync(keyPath).length, 84);
  });
});
