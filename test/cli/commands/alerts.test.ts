import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isWebhookSignature } from '../../../src/daemon/alerts/webhook-signature.ts';
import { startReceiver } from '../../daemon/alerts/webhook-receiver.ts';
import { assertFailure, onlyDocument, startListening, User, withIdentity } from '../command-line.ts';

const key = Buffer.alloc(32, 9);

test('a rule of the configuration fires, is told to a webhook with a signature, and can be silenced', async (t) => {
  const user = new User(t);
  await withIdentity(user);
  assertFailure(await user.run(['alerts']), 'NOT_RUNNING');
  const receiver = await startReceiver(t);
  const secretFile = join(user.home, 'secret');
  writeFileSync(secretFile, `whsec_${key.toString('base64')}`, { mode: 0o600 });
  const config = join(user.home, 'qforge.toml');
  writeFileSync(
    config,
    `[admin]\nport = 0\n[alerts]\ndefaults = false\n[[alerts.rule]]\nname = "memory"\nseries = "process_resident_memory_bytes"
above = 1\n[[alerts.webhook]]\nurl = "${receiver.url}"\nsecretFile = "${secretFile}"\n`,
  );
  const { command } = await startListening(t, user, ['up', '--json', '--config', config]);
  const { id } = onlyDocument(
    await user.run(['alerts', 'silence', 'memory', '--for', '1d', '--comment', 'a test', '--json']),
  );
  const sent = await user.run(['alerts', 'test']);
  assert.match(sent.stdout, /^sent to log\nsent to webhook http:\/\/127\.0\.0\.1:\d+\n$/u);
  await receiver.came(1);
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
  const seconds = Number(headers['webhook-timestamp']);
  assert.ok(
    isWebhookSignature(key, String(headers['webhook-id']), seconds, body, String(headers['webhook-signature'])),
  );
  assert.equal((JSON.parse(body) as { kind: string }).kind, 'test');
  assert.equal((await user.run(['alerts', 'unsilence', String(id)])).code, 0);
  await receiver.came(2);
  const told = JSON.parse(receiver.received[1]?.body ?? '') as { kind: string; alert: { rule: string; state: string } };
  assert.deepEqual([told.kind, told.alert.rule, told.alert.state], ['alert', 'memory', 'firing']);
  const listed = onlyDocument(await user.run(['alerts', '--json'])) as {
    alerts: { rule: string }[];
    silences: unknown[];
  };
  assert.deepEqual([listed.alerts.map(({ rule }) => rule), listed.silences], [['memory'], []]);
  assert.match((await user.run(['alerts', 'list'])).stdout, /^firing\twarning\tmemory\t/u);
  assertFailure(await user.run(['alerts', 'silence', 'no-such-rule']), 'ADMIN_REFUSED');
  assertFailure(await user.run(['alerts', 'silence', 'memory', '--for', 'ever']), 'ARGUMENT_INVALID');
  await command.end('SIGTERM');
});
