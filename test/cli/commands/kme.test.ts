import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../until.ts';
import {
  assertFailure,
  documentsOf,
  onlyDocument,
  type RunningCommand,
  startListening,
  trustingPair,
  User,
} from '../command-line.ts';

interface Pair {
  readonly command: RunningCommand;
  readonly kmes: readonly { readonly id: string; readonly url: string; readonly config: string }[];
  readonly accessOf: (sae: string) => string;
}

/** Starts a pair and waits until both serve. */
async function startPair(t: TestContext, user: User, ...flags: readonly string[]): Promise<Pair> {
  const command = user.start(['kme', 'pair', '--json', ...flags], { stdin: 'ignore' });
  t.after(() => command.child.kill('SIGTERM'));
  await command.printed(/\n\}\n/u);
  const document = JSON.parse(command.stdout) as {
    simulated: boolean;
    kmes: Pair['kmes'];
    saes: { id: string; access: string }[];
  };
  assert.equal(document.simulated, true);
  return { command, kmes: document.kmes, accessOf: (sae) => document.saes.find(({ id }) => id === sae)?.access ?? '' };
}

/** Waits until a SAE's key manager has keys. */
async function untilKeys(user: User, access: string, slave: string): Promise<Record<string, unknown>> {
  for (;;) {
    const ended = await user.run(['kme', 'status', slave, '--kme', access, '--json']);
    const document = onlyDocument(ended);
    if (Number(document['storedKeyCount']) > 0) return document;
    await delay(50);
  }
}

describe('qforge kme', () => {
  test('pair makes everything that two users need for a channel with keys of both', async (t) => {
    const { alice, bob } = await trustingPair(t);
    const folder = join(alice.home, 'qkd');
    const pair = await startPair(t, alice, '--folder', folder);
    const status = await untilKeys(alice, pair.accessOf('alice'), 'bob');
    assert.deepEqual([status['sourceKme'], status['targetKme'], status['keySize']], ['kme-a', 'kme-b', 256]);
    const link = status['link'] as { simulated: boolean; qber: number; secretKeyRate: number };
    assert.ok(link.simulated && link.qber > 0 && link.qber < 0.11 && link.secretKeyRate > 0);
    const listening = await startListening(t, bob, ['listen', '--json', '--kme', pair.accessOf('bob')]);
    const connect = ['connect', 'bob', listening.address];
    const talked = await alice.run([...connect, '--json', '--kme', pair.accessOf('alice')], {
      input: 'hello\n',
    });
    assert.equal(talked.code, 0, talked.stderr);
    assert.ok(documentsOf(talked.stdout).length > 0);
    const shown = await bob.run(['status', '--json']);
    const [running] = onlyDocument(shown)['processes'] as { sharedKeys: Record<string, unknown> }[];
    const { source, simulated, policy, keysTaken } = running?.sharedKeys ?? {};
    assert.deepEqual([source, simulated, policy, keysTaken], ['qkd', true, 'require-both', 1]);
    assertFailure(await alice.run(connect, { input: 'hello\n' }), 'QKD_KEY_REQUIRED');
    const ended = await pair.command.end('SIGTERM');
    assert.equal(ended.code, 0, ended.stderr);
    assert.ok(existsSync(join(folder, 'alice.kme.json')));
    const without = await alice.run([...connect, '--kme', pair.accessOf('alice')], { input: 'hello\n' });
    assertFailure(without, 'QKD_KEY_REQUIRED');
    assertFailure(await alice.run(['kme', 'status', 'bob', '--kme', pair.accessOf('alice')]), 'KME_UNREACHABLE');
  });

  test('stream takes the same chunks at both ends', async (t) => {
    const user = new User(t);
    const pair = await startPair(t, user);
    await untilKeys(user, pair.accessOf('alice'), 'bob');
    const id = '0123abcd-0000-4000-8000-00000000000f';
    const take = async (sae: string, peer: string): Promise<readonly Record<string, unknown>[]> => {
      const flags = ['--kme', pair.accessOf(sae), '--stream', id, '--chunks', '3', '--json'];
      const ended = await user.run(['kme', 'stream', peer, ...flags]);
      assert.equal(ended.code, 0, ended.stderr);
      return documentsOf(ended.stdout);
    };
    const [ours, theirs] = await Promise.all([take('alice', 'bob'), take('bob', 'alice')]);
    assert.deepEqual(ours, theirs);
    assert.equal(ours[0]?.['streamId'], id);
    assert.deepEqual(
      ours.slice(1).map(({ index, bytes, simulated }) => [index, bytes, simulated]),
      [0, 1, 2].map((index) => [index, 32, true]),
    );
    assert.equal(new Set(ours.slice(1).map(({ sha256 }) => sha256)).size, 3);
    const again = ['kme', 'stream', 'bob', '--kme', pair.accessOf('alice'), '--stream', id];
    assertFailure(await user.run(again), 'KME_REQUEST_REJECTED');
  });

  test('pair leaves nothing behind without a folder, also when it is killed', async (t) => {
    const user = new User(t);
    const stage = join(user.home, 'stage');
    mkdirSync(stage);
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const command = user.start(['kme', 'pair'], { stdin: 'ignore', env: { TMPDIR: stage } });
      await command.printed(/The link is simulated/u);
      assert.equal(readdirSync(stage).length, 1);
      await command.end(signal);
      // What is waited for is their end: a key manager that stays lets the test run into its limit.
      await until(() => readdirSync(stage).length === 0, { found: () => readdirSync(stage) });
    }
  });

  test('pair shows what an eavesdropper does: no keys, and why', async (t) => {
    const user = new User(t);
    const pair = await startPair(t, user, '--intercept', '1', '--distance', '20');
    await pair.command.printed(/a block of the link was lost.*the error rate is above the limit/u, 'stderr');
    const ended = await user.run(['kme', 'status', 'bob', '--kme', pair.accessOf('alice'), '--json']);
    assert.equal(onlyDocument(ended)['storedKeyCount'], 0);
  });

  test('pair shows what its link has measured in simulation', async (t) => {
    const user = new User(t);
    const command = user.start(['kme', 'pair', '--distance', '5'], { stdin: 'ignore' });
    t.after(() => command.child.kill('SIGKILL'));
    const measured =
      /QBER \d\.\d\d % measured in simulation, .* of simulated fibre time, 0\.0\d+ secret bits per pulse\n/u;
    await command.printed(measured);
    const ended = await command.end('SIGTERM');
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
  });

  test('serve seals its pool with a key file, under a passphrase where a flag names one', async (t) => {
    const user = new User(t);
    const folder = join(user.home, 'qkd');
    const pair = await startPair(t, user, '--folder', folder);
    await pair.command.end('SIGTERM');
    const config = pair.kmes.find(({ id }) => id === 'kme-b')?.config ?? '';
    const [database, keyFile] = [join(folder, 'kme-b.db'), join(folder, 'kme-b.pool-key')];
    assert.equal(statSync(keyFile).mode & 0o777, 0o600);
    const [right, wrong] = [join(user.home, 'right'), join(user.home, 'wrong')];
    writeFileSync(right, 'correct horse\n', { mode: 0o600 });
    writeFileSync(wrong, 'battery staple\n', { mode: 0o600 });
    const plain = ['kme', 'serve', '--config', config];
    const serve = [...plain, '--json'];
    const serves = async (flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> => {
      const serving = user.start([...serve, ...flags], { stdin: 'ignore', env });
      await serving.printed(/\}\n/u);
      await serving.end('SIGINT');
    };
    assertFailure(await user.run([...plain, '--passphrase-file', right]), 'ARGUMENT_INVALID');
    renameSync(keyFile, `${keyFile}.away`);
    assertFailure(await user.run(plain), 'KEY_POOL_LOCKED');
    rmSync(database);
    await serves(['--passphrase-file', right]);
    await serves([], { QFORGE_PASSPHRASE_FILE: right });
    assertFailure(await user.run([...plain, '--passphrase-file', wrong]), 'PASSPHRASE_WRONG');
    assertFailure(await user.run(plain), 'PASSPHRASE_REQUIRED');
    renameSync(`${keyFile}.away`, keyFile);
    assertFailure(await user.run(plain), 'KEY_POOL_LOCKED');
  });

  test('rekey seals a pool anew, changes the passphrase of its key file, and is refused while it serves', async (t) => {
    const user = new User(t);
    const folder = join(user.home, 'qkd');
    const pair = await startPair(t, user, '--folder', folder);
    await untilKeys(user, pair.accessOf('bob'), 'alice');
    const config = pair.kmes.find(({ id }) => id === 'kme-b')?.config ?? '';
    const rekey = ['kme', 'rekey', '--config', config];
    assertFailure(await user.run(rekey), 'KEY_POOL_BUSY');
    await pair.command.end('SIGTERM');
    const keyFile = join(folder, 'kme-b.pool-key');
    const passphrase = join(user.home, 'passphrase');
    writeFileSync(passphrase, 'correct horse\n', { mode: 0o600 });
    const contents = new Set([readFileSync(keyFile, 'latin1')]);
    const rekeyed = async (flags: readonly string[], protection: string): Promise<void> => {
      const ended = await user.run([...rekey, '--json', ...flags]);
      assert.equal(ended.code, 0, ended.stderr);
      const { units, damaged, schemaVersion: _, ...others } = onlyDocument(ended);
      assert.deepEqual(others, { kme: 'kme-b', database: join(folder, 'kme-b.db'), keyFile, keys: 0, protection });
      assert.ok(Number(units) > 0 && damaged === 0);
      contents.add(readFileSync(keyFile, 'latin1'));
    };
    assertFailure(await user.run([...rekey, '--new-passphrase']), 'PASSPHRASE_MISSING');
    assertFailure(await user.run([...rekey, '--no-passphrase', '--new-passphrase']), 'COMMAND_LINE_INVALID');
    await rekeyed(['--new-passphrase-file', passphrase], 'passphrase');
    assertFailure(await user.run(rekey), 'PASSPHRASE_REQUIRED');
    await rekeyed(['--passphrase-file', passphrase], 'passphrase');
    await rekeyed(['--passphrase-file', passphrase, '--no-passphrase'], 'none');
    assert.equal(contents.size, 4);
    const shown = await user.run([...rekey, '--audit', join(user.home, 'trail')]);
    assert.match(
      shown.stdout,
      /sealed anew +\d+ units of links, 0 keys .*\nkey file +.*kme-b\.pool-key, without a passphrase\n/u,
    );
    const audited = await user.run(['audit', 'show', join(user.home, 'trail'), '--json']);
    assert.match(audited.stdout, /key pool rekeyed/u, audited.stderr);
    const serving = user.start(['kme', 'serve', '--config', config, '--json'], { stdin: 'ignore' });
    await serving.printed(/\}\n/u);
    const status = await user.run(['kme', 'status', 'alice', '--kme', pair.accessOf('bob'), '--json']);
    assert.ok(Number(onlyDocument(status)['storedKeyCount']) > 0);
    await serving.end('SIGINT');
    rmSync(join(folder, 'kme-b.db'));
    assertFailure(await user.run(rekey), 'KEY_POOL_MISSING');
  });

  test('serve runs one of them, and fails on what it cannot run', async (t) => {
    const user = new User(t);
    const folder = join(user.home, 'qkd');
    const pair = await startPair(t, user, '--folder', folder);
    const config = pair.kmes.find(({ id }) => id === 'kme-b')?.config ?? '';
    assertFailure(await user.run(['kme', 'serve', '--config', config]), 'KEY_POOL_BUSY');
    assertFailure(await user.run(['kme', 'pair', '--folder', folder]), 'FILE_EXISTS');
    await pair.command.end('SIGTERM');
    const serving = user.start(['kme', 'serve', '--config', config, '--json'], { stdin: 'ignore' });
    await serving.printed(/\}\n/u);
    const [document] = documentsOf(serving.stdout);
    assert.equal(document?.['kme'], 'kme-b');
    assert.equal((await serving.end('SIGINT')).code, 130);
    writeFileSync(config, '{"kme": "kme-b"}');
    assertFailure(await user.run(['kme', 'serve', '--config', config]), 'KME_CONFIG_INVALID');
    assertFailure(await user.run(['kme', 'pair', '--distance', 'far']), 'COMMAND_LINE_INVALID');
    assertFailure(await user.run(['kme', 'pair', '--intercept', '2']), 'COMMAND_LINE_INVALID');
  });
});
