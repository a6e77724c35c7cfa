import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogFields, QForgeError, SecretBytes } from '../../../src/base/index.ts';
import type { AuditEvent } from '../../../src/monitor/audit/audit-entry.ts';
import { auditingLogger } from '../../../src/monitor/audit/auditing-logger.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';

test('what an auditor wants to find is recorded, and nothing else', () => {
  const events: AuditEvent[] = [];
  const time = new SimulatedTime();
  const trail = { record: (event: AuditEvent) => Promise.resolve({ index: events.push(event), hash: '' }) };
  const logger = auditingLogger(trail, time, () => assert.fail('nothing is lost'));
  logger.log('info', 'audit', 'key delivered', { keyId: 'a', peer: undefined });
  logger.log('debug', 'audit', 'something small');
  logger.log('warn', 'security', 'handshake failed');
  logger.log('info', 'security', 'renewed keys in use');
  logger.log('error', 'network', 'no channel');
  assert.deepEqual(
    events.map(({ event }) => event),
    ['key delivered', 'something small', 'handshake failed'],
  );
  assert.deepEqual(events[0], {
    timeMs: time.wallMs(),
    level: 'info',
    category: 'audit',
    event: 'key delivered',
    fields: { keyId: 'a' },
  });
});

test('secrets are hidden before they are recorded', () => {
  const events: AuditEvent[] = [];
  const trail = { record: (event: AuditEvent) => Promise.resolve({ index: events.push(event), hash: '' }) };
  const logger = auditingLogger(trail, new SimulatedTime(), () => undefined);
  const fields = { passphrase: 'canary', bytes: SecretBytes.copyOf(new Uint8Array(4)), raw: Buffer.from('canary') };
  logger.log('info', 'audit', 'careless', fields as unknown as LogFields);
  assert.deepEqual(events[0]?.fields, { passphrase: '(hidden)', bytes: '(hidden)', raw: '(hidden)' });
});

test('what cannot be recorded is told, and who logs goes on', async () => {
  const lost: string[] = [];
  const refusal = new QForgeError('AUDIT_UNWRITABLE', { path: 'x', reason: 'y' });
  const logger = auditingLogger({ record: () => Promise.reject(refusal) }, new SimulatedTime(), (code) =>
    lost.push(code),
  );
  logger.log('info', 'audit', 'key delivered');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(lost, ['AUDIT_UNWRITABLE']);
});
