import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LogFields, QForgeError, SecretBytes, type SecurityEvent } from '../../../src/base/index.ts';
import { SecurityEvents } from '../../../src/client/security-events.ts';
import type { AuditEvent } from '../../../src/monitor/audit/audit-entry.ts';
import { AuditingLogger } from '../../../src/monitor/audit/auditing-logger.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';

test('what an auditor wants to find is recorded, and nothing else', () => {
  const events: AuditEvent[] = [];
  const time = new SimulatedTime();
  const trail = { record: (event: AuditEvent) => Promise.resolve({ index: events.push(event), hash: '' }) };
  const logger = new AuditingLogger(trail, time, () => assert.fail('nothing is lost'));
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
  const logger = new AuditingLogger(trail, new SimulatedTime(), () => undefined);
  const fields = { passphrase: 'canary', bytes: SecretBytes.copyOf(new Uint8Array(4)), raw: Buffer.from('canary') };
  logger.log('info', 'audit', 'careless', fields as unknown as LogFields);
  assert.deepEqual(events[0]?.fields, { passphrase: '(hidden)', bytes: '(hidden)', raw: '(hidden)' });
});

test('what cannot be recorded is told, and who logs goes on', async () => {
  const lost: string[] = [];
  const refusal = new QForgeError('AUDIT_UNWRITABLE', { path: 'x', reason: 'y' });
  const logger = new AuditingLogger({ record: () => Promise.reject(refusal) }, new SimulatedTime(), (code) =>
    lost.push(code),
  );
  logger.log('info', 'audit', 'key delivered');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(lost, ['AUDIT_UNWRITABLE']);
});

const told: readonly SecurityEvent[] = [
  { type: 'entropy-excluded', severity: 'critical', atMs: 1, subject: '/dev/hwrng', problem: 'stuck' },
  { type: 'entropy-readmitted', severity: 'info', atMs: 2, subject: '/dev/hwrng' },
  { type: 'self-test-failed', severity: 'critical', atMs: 3, subject: 'ML-KEM-768' },
  { type: 'key-pair-refused', severity: 'critical', atMs: 4, subject: 'ML-DSA-65' },
  {
    type: 'threat-detected',
    severity: 'low',
    atMs: 5,
    subject: 'qf1',
    detector: 'message times',
    observed: 12,
    threshold: 10,
  },
  { type: 'threat-level', severity: 'info', atMs: 6, subject: 'this device', from: 'high', to: 'calm', score: 0.5 },
  {
    type: 'reaction',
    severity: 'high',
    atMs: 7,
    subject: 'qf1',
    reaction: 'suspend',
    detector: 'malformed frames',
    done: true,
  },
];

test('every security event is recorded once, whatever its severity and whether it is logged beside or not', () => {
  const events: AuditEvent[] = [];
  const trail = { record: (event: AuditEvent) => Promise.resolve({ index: events.push(event), hash: '' }) };
  const metrics = { count: () => undefined, gauge: () => undefined, observe: () => undefined };
  const audit = new AuditingLogger(trail, new SimulatedTime(), () => undefined);
  const logs = [audit, { log: () => undefined }, { log: () => assert.fail('the log is broken') }];
  for (const logger of logs) {
    const all = new SecurityEvents({ logger, metrics, sink: audit });
    for (const event of told) {
      try {
        all.emit(event);
      } catch {
        // A log that throws is against its rules; the trail comes before it.
      }
    }
    const recorded = events
      .splice(0)
      .map(({ timeMs, category, event, fields }) => ({ timeMs, category, event, fields }));
    assert.deepEqual(
      recorded,
      told.map(({ atMs, type, ...fields }) => ({ timeMs: atMs, category: 'security', event: type, fields })),
    );
  }
});

test('an entry of the log that only bears the name of an event is recorded too', () => {
  const names: string[] = [];
  const trail = { record: ({ event }: AuditEvent) => Promise.resolve({ index: names.push(event), hash: '' }) };
  const audit = new AuditingLogger(trail, new SimulatedTime(), () => undefined);
  audit.log('warn', 'security', 'reaction');
  const [event] = told.slice(-1);
  if (event !== undefined) audit.emit(event);
  audit.log('error', 'audit', 'reaction');
  audit.log('error', 'audit', 'reaction');
  assert.deepEqual(names, ['reaction', 'reaction', 'reaction']);
});
