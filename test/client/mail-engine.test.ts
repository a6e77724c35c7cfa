import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { isQForgeError, systemClock } from '../../src/base/index.ts';
import { openMailEngine } from '../../src/client/mail-engine.ts';
import { folderOf } from '../messaging/peer-rig.ts';

test('sqlite:PATH is mailboxes and directory in one file', async (t) => {
  const path = join(folderOf(t), 'mail.db');
  await using engine = await openMailEngine(`sqlite:${path}`, { clock: systemClock });
  assert.equal(engine.mailboxes.engine, `sqlite:${path}`);
  assert.equal(await engine.directory.take('nobody'), undefined);
  assert.ok(existsSync(path));
});

test('nats://host:port is a cluster: one that is away is told from an address that is none', async () => {
  await assert.rejects(openMailEngine('nats://127.0.0.1:1', { clock: systemClock }), (error) =>
    isQForgeError(error, 'MAIL_STORE_UNAVAILABLE'),
  );
  await assert.rejects(openMailEngine('nats://alice:secret@host', { clock: systemClock }), (error) =>
    isQForgeError(error, 'MAIL_ENGINE_INVALID'),
  );
});

test('what names no engine is refused', async () => {
  for (const address of ['', 'sqlite:', 'redis://localhost', '/tmp/mail.db']) {
    await assert.rejects(
      openMailEngine(address, { clock: systemClock }),
      (error) => isQForgeError(error, 'MAIL_ENGINE_INVALID') && error.details.engine === address,
    );
  }
});
