import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { KmeDatabase } from '../../../src/qkd/kme/kme-database.ts';
import { PoolKeyFile } from '../../../src/qkd/kme/pool-key-file.ts';
import { assertFailure, onlyDocument, startListening, trustingPair, User } from '../command-line.ts';

interface Finding {
  readonly name: string;
  readonly status: string;
  readonly detail: string;
}

describe('qforge doctor', () => {
  test('finds a sound installation good, its running process too', async (t) => {
    const { alice, bob, aliceId } = await trustingPair(t);
    const { command } = await startListening(t, alice, ['listen']);
    const ended = await alice.run(['doctor', '--json', '--address', 'tcp://127.0.0.1:0']);
    assert.equal(ended.code, 0, ended.stderr);
    const findings = onlyDocument(ended)['findings'] as Finding[];
    // Whether the port of the admin interface is free is for this machine to say.
    const decided = findings.filter(({ name }) => name !== 'admin port');
    assert.equal(decided.length, findings.length - 1);
    assert.deepEqual(
      decided.map(({ name, status }) => [name, status]),
      [
        'runtime',
        'cryptography',
        'identity',
        'certificate',
        'peers',
        'listening',
        'way to bob',
        'clock',
        'randomness',
        `process ${command.child.pid}`,
      ].map((name) => [name, 'good']),
    );
    assert.match(findings[0]?.detail ?? '', new RegExp(`^Node.js ${process.versions.node} with OpenSSL`, 'u'));
    assert.ok(findings[2]?.detail.startsWith(aliceId));
    const plain = await bob.run(['doctor', '--no-network', '--address', 'tcp://127.0.0.1:0'], {
      env: { NO_COLOR: '1' },
    });
    assert.equal(plain.code, 0);
    const lines = plain.stdout.trimEnd().split('\n');
    for (const line of lines.filter((each) => !each.includes('admin port')))
      assert.match(line, /^good\t[^\t]+\t[^\t]+\t-$/u);
  });

  test('ends with 1 where there is nothing yet, and says what to do', async (t) => {
    const user = new User(t);
    const ended = await user.run(['doctor', '--address', 'tcp://127.0.0.1:0']);
    assertFailure(ended, 'INSTALLATION_UNFIT');
    assert.match(ended.stdout, /^bad\tidentity\tThere is no identity at [^\t]+\tMake one with "qforge keygen"/mu);
  });

  test('says of a machine that runs a key manager alone how that keeps its keys', async (t) => {
    const user = new User(t);
    const config = join(user.home, 'kme-a.json');
    const tls = { certificate: 'a.crt', privateKey: 'a.key', authority: 'ca.crt' };
    const listen = 'https://127.0.0.1:1';
    writeFileSync(config, JSON.stringify({ kme: 'kme-a', listen, database: 'a.db', tls, saes: [], neighbours: [] }));
    const doctor = ['doctor', '--json', '--address', 'tcp://127.0.0.1:0', '--kme-config', config];
    const found = async (): Promise<readonly (readonly [string, string])[]> => {
      const ended = await user.run(doctor);
      const findings = onlyDocument(ended)['findings'] as Finding[];
      assert.equal(ended.code, findings.some(({ status }) => status === 'bad') ? 1 : 0, ended.stderr);
      return findings.map(({ name, status }) => [name, status] as const);
    };
    const before = await found();
    assert.ok(
      before.every(([, status]) => status !== 'bad'),
      JSON.stringify(before),
    );
    assert.deepEqual(before.at(-1), ['keys at rest', 'good']);
    {
      const keyFile = new PoolKeyFile(join(user.home, 'kme-a.pool-key'));
      using database = await KmeDatabase.open(join(user.home, 'a.db'), { kme: 'kme-a', keyFile, wallMs: 0 });
      assert.equal(database.dataKeyMadeMs, 0);
      assert.deepEqual((await found()).slice(-3), [
        ['keys at rest', 'good'],
        ['pool key file', 'warning'],
        ['pool files', 'good'],
      ]);
    }
    chmodSync(join(user.home, 'kme-a.pool-key'), 0o644);
    assert.deepEqual((await found()).at(-2), ['pool key file', 'bad']);
  });

  test('tells of an identity that others can read', async (t) => {
    const { alice } = await trustingPair(t);
    chmodSync(alice.identityPath, 0o640);
    const ended = await alice.run(['doctor', '--json', '--address', 'tcp://127.0.0.1:0']);
    assert.equal(ended.code, 1);
    const findings = onlyDocument(ended)['findings'] as Finding[];
    assert.equal(findings.find(({ name }) => name === 'identity')?.status, 'bad');
    assert.equal((JSON.parse(ended.stderr) as { error: { code: string } }).error.code, 'INSTALLATION_UNFIT');
  });
});
