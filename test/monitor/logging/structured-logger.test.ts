import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { describe, test } from 'node:test';
import { isQForgeError, type LogFields, SecretBytes } from '../../../src/base/index.ts';
import type { QueuedLine } from '../../../src/monitor/logging/line-queue.ts';
import { LOG_CATEGORIES, LOG_LEVELS } from '../../../src/monitor/logging/log-entry.ts';
import { type LogFormat, StructuredLogger } from '../../../src/monitor/logging/structured-logger.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';
import { writtenLine } from './sample-entry.ts';

function rig(options: { readonly level?: string; readonly format?: LogFormat } = {}) {
  const lines: QueuedLine[] = [];
  const sink = { write: (line: QueuedLine) => void lines.push(line), close: () => Promise.resolve() };
  const time = new SimulatedTime();
  return { lines, time, logger: StructuredLogger.create({ sink, clock: time, ...options }) };
}

describe('creating a logger', () => {
  test('takes what it is told: level and format', () => {
    const { logger, lines } = rig({ level: 'warn', format: 'human' });
    logger.log('info', 'system', 'not this');
    logger.log('error', 'system', 'but this');
    assert.deepEqual([lines.length, logger.keeps('info', 'system'), logger.keeps('warn', 'user')], [1, false, true]);
    assert.match(lines[0]?.text ?? '', /ERROR system {6}but this\n$/u);
  });

  test('refuses levels that are none', () => {
    assert.throws(
      () => rig({ level: 'chatty' }),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  });

  test('writes info and above as JSON by default', () => {
    const { logger, lines } = rig();
    for (const level of LOG_LEVELS) logger.log(level, 'user', level);
    assert.deepEqual(
      lines.map(({ text }) => writtenLine(text).level),
      ['info', 'warn', 'error'],
    );
  });
});

describe('structured logging', () => {
  test('keeps level, category, message and fields apart, for every category', () => {
    const { logger, lines, time } = rig({ level: 'trace' });
    for (const category of LOG_CATEGORIES)
      logger.log('info', category, 'something happened', { count: 1, peer: 'qf1' });
    assert.deepEqual(
      lines.map(({ text }) => writtenLine(text)),
      LOG_CATEGORIES.map((category) => ({
        time: new Date(time.wallMs()).toISOString(),
        level: 'info',
        category,
        message: 'something happened',
        fields: { count: 1, peer: 'qf1' },
      })),
    );
  });

  test('puts the trace beside the message, so that entries of two peers can be joined', () => {
    const { logger, lines } = rig();
    logger.log('info', 'network', 'channel open', { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), peer: 'x' });
    const { trace_id: traceId, span_id: spanId, fields } = writtenLine(lines[0]?.text ?? '');
    assert.deepEqual([traceId, spanId, fields], ['a'.repeat(32), 'b'.repeat(16), { peer: 'x' }]);
  });

  test('marks lines of audit as never to be dropped, and keeps them whatever the level', () => {
    const { logger, lines } = rig({ level: 'off' });
    logger.log('info', 'audit', 'key delivered');
    logger.log('error', 'error', 'something else');
    assert.deepEqual(
      lines.map(({ isKept }) => isKept),
      [true],
    );
  });

  test('shows no secret, of whatever type and under whatever name', () => {
    const canary = 'canary-5d41402abc4b2a76';
    const bytes = new TextEncoder().encode(canary);
    for (const format of ['json', 'human'] as const) {
      const { logger, lines } = rig({ format });
      const fields = {
        first: SecretBytes.copyOf(bytes),
        second: createSecretKey(bytes),
        third: Buffer.from(bytes),
        fourth: { deep: { inside: canary } },
        passphrase: canary,
        sharedKey: canary,
        peer: 'shown',
      };
      logger.log('info', 'security', 'careless', fields as unknown as LogFields);
      const text = lines[0]?.text ?? '';
      assert.ok(text.includes('shown'));
      assert.ok(!text.includes(canary) && !text.includes(Buffer.from(bytes).toString('base64').slice(0, 12)));
      assert.ok(!text.includes(Buffer.from(bytes).toString('hex')) && !text.includes('99,97,110'));
    }
  });
});
