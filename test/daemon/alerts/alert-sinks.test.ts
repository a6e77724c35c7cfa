import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError, silentLogger, systemClock } from '../../../src/base/index.ts';
import { alertSinks } from '../../../src/daemon/alerts/alert-sinks.ts';

test('the log, and what a configuration names; secrets must be good and kept', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-sinks-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, `whsec_${Buffer.alloc(32, 3).toString('base64')}\n`, { mode: 0o600 });
  const config = { webhook: [{ url: 'https://hook.example/x', secretFile }], exec: [{ command: ['/bin/true', 'a'] }] };
  const sinks = await alertSinks(config, silentLogger, systemClock);
  assert.deepEqual(
    sinks.map(({ name }) => name),
    ['log', 'webhook https://hook.example', 'exec /bin/true'],
  );
  const refused = async (reason: RegExp, path = secretFile): Promise<void> =>
    assert.rejects(
      alertSinks({ webhook: [{ url: 'https://hook.example/x', secretFile: path }] }, silentLogger, systemClock),
      (error) => isQForgeError(error, 'ALERT_SECRET_UNUSABLE') && reason.test(error.message),
    );
  chmodSync(secretFile, 0o644);
  await refused(/others can read it/u);
  writeFileSync(secretFile, 'short');
  chmodSync(secretFile, 0o600);
  await refused(/whsec_/u);
  await refused(/cannot be read/u, join(folder, 'missing'));
  await refused(/it is no secret/u, folder);
});
