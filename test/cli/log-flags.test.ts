import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Command } from 'commander';
import { openObservation, withLogFlags } from '../../src/cli/log-flags.ts';
import { writtenLine } from '../monitor/logging/sample-entry.ts';
import { RecordingLogger } from '../resilience/recording-sinks.ts';

const folder = mkdtempSync(join(tmpdir(), 'qforge-log-flags-'));
after(() => rmSync(folder, { recursive: true }));

test('flags are read, and a format that is none is refused', () => {
  const command = withLogFlags(new Command('x').exitOverride().configureOutput({ writeErr: () => undefined }));
  command.parse(['--log-level', 'debug', '--log-file', 'f', '--log-format', 'human', '--audit', 'a'], { from: 'user' });
  assert.deepEqual(command.opts(), { logLevel: 'debug', logFile: 'f', logFormat: 'human', audit: 'a' });
  assert.throws(() => command.parse(['--log-format', 'xml'], { from: 'user' }));
});

test('without flags and environment only warnings are told', async () => {
  const warnings = new RecordingLogger();
  const observation = await openObservation({}, { QFORGE_LOG_FILE: '' }, warnings);
  assert.equal(observation.logger, warnings);
});

test('the environment says what flags do not, and flags win', async () => {
  const [byFlag, byEnvironment] = [join(folder, 'flag.log'), join(folder, 'environment.log')];
  const environment = { QFORGE_LOG_FILE: byEnvironment, QFORGE_LOG_LEVEL: 'debug', QFORGE_LOG_FORMAT: 'human' };
  for (const flags of [{}, { logFile: byFlag, logFormat: 'json' as const }]) {
    const warnings = new RecordingLogger();
    const observation = await openObservation(flags, environment, warnings);
    observation.logger.log('debug', 'user', 'something');
    await observation[Symbol.asyncDispose]();
    assert.deepEqual(warnings.lines, ['debug something'], 'warnings go on beside a file');
  }
  assert.match(readFileSync(byEnvironment, 'utf8'), /DEBUG user {8}something\n$/u);
  assert.equal(writtenLine(readFileSync(byFlag, 'utf8')).message, 'something');
});
