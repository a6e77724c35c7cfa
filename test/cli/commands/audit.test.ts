import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { StreamlinedSecureClient } from '../../../src/client/index.ts';
import { writtenLine } from '../../monitor/logging/sample-entry.ts';
import {
  assertFailure,
  documentsOf,
  onlyDocument,
  startListening,
  trustingPair,
  User,
  withIdentity,
} from '../command-line.ts';

/** A trail that a listening process has kept: a stranger was turned away, and a peer taken. */
async function listened(
  t: TestContext,
): Promise<{ readonly bob: User; readonly folder: string; readonly log: string }> {
  const { alice, bob, bobId } = await trustingPair(t);
  const [folder, log] = [join(bob.home, 'audit'), join(bob.home, 'logs', 'bob.log')];
  const flags = ['--audit', folder, '--log-file', log, '--log-level', 'info'];
  const { command, address } = await startListening(t, bob, ['listen', ...flags]);
  const stranger = new User(t);
  await withIdentity(stranger);
  const refused = await StreamlinedSecureClient.create({ identity: stranger.identityPath });
  t.after(() => refused.shutdown());
  await assert.rejects(refused.establishSecureChannel(bobId, { address }));
  const client = await StreamlinedSecureClient.create({ identity: alice.identityPath });
  t.after(() => client.shutdown());
  const channel = await client.establishSecureChannel(bobId, { address });
  await channel.close();
  await command.end('SIGTERM');
  return { bob, folder, log };
}

describe('qforge audit', () => {
  test('shows, proves and checks what a listening process has seen', async (t) => {
    const { bob, folder, log } = await listened(t);
    const verified = await bob.run(['audit', 'verify', folder, '--json', '--memory', join(bob.home, 'seen')]);
    const document = onlyDocument(verified);
    assert.deepEqual([verified.code, document['isSound'], document['unfolded']], [0, true, 0], verified.stderr);
    assert.equal(readFileSync(join(bob.home, 'seen'), 'utf8'), readFileSync(join(folder, 'log', 'checkpoint'), 'utf8'));

    const shown = documentsOf((await bob.run(['audit', 'show', folder, '--json'])).stdout);
    assert.equal(shown.length, document['size']);
    assert.ok(shown.some(({ event, category }) => event === 'handshake failed' && category === 'security'));
    assert.match((await bob.run(['audit', 'show', folder, '--count', '1'])).stdout, /^ {5}0 {2}\d{4}-.*Z security/u);

    const beginning = join(bob.home, 'first');
    assert.equal((await bob.run(['audit', 'prove', folder, '0', '--output', beginning])).code, 0);
    const keys = ['--keys', join(folder, 'verifiers.txt')];
    const checked = await bob.run(['audit', 'check', `${beginning}.tlog-proof`, `${beginning}.entry`, ...keys]);
    assert.deepEqual([checked.code, checked.stdout.startsWith('{"index":0,')], [0, true]);
    writeFileSync(`${beginning}.entry`, '{}');
    const refused = await bob.run(['audit', 'check', `${beginning}.tlog-proof`, `${beginning}.entry`, ...keys]);
    assertFailure(refused, 'LOG_PROOF_INVALID');

    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const open = lines.map(writtenLine).find(({ message }) => message === 'channel open');
    assert.match(open?.trace_id ?? '', /^[0-9a-f]{32}$/u);
  });

  test('names the entry that was changed, and ends with 7', async (t) => {
    const { bob, folder } = await listened(t);
    const tiles = join(folder, 'log', 'tile', 'entries', '000.p');
    const path = join(tiles, readdirSync(tiles)[0] ?? '');
    writeFileSync(path, readFileSync(path, 'latin1').replace('handshake failed', 'handshake passed'), 'latin1');
    const found = await bob.run(['audit', 'verify', folder]);
    assert.equal(found.code, 7);
    assert.match(found.stdout, /WRONG {2}Entry 0 was changed/u);
    assert.match(found.stderr, /AUDIT_TAMPERED|is not as it was written: Entry 0 was changed/u);
  });

  test('refuses a trail that another process has, and levels that are none', async (t) => {
    const { bob } = await trustingPair(t);
    const folder = join(bob.home, 'audit');
    const { command } = await startListening(t, bob, ['listen', '--audit', folder]);
    assertFailure(await bob.run(['listen', '--address', 'tcp://127.0.0.1:0', '--audit', folder]), 'FILE_BUSY');
    await command.end('SIGTERM');
    assertFailure(
      await bob.run(['listen', '--address', 'tcp://127.0.0.1:0', '--log-level', 'chatty']),
      'ARGUMENT_INVALID',
    );
    assertFailure(await bob.run(['audit', 'verify', join(bob.home, 'nothing')]), 'FILE_MISSING');
  });
});
