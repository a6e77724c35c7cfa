import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { until } from '../until.ts';
import { PostgresServer, pgbench, psql, startPsql } from './postgres-server.ts';
import { portOf, tunnelPair } from './tunnel-rig.ts';

const why = PostgresServer.whyNot() ?? false;

/** Rows of a COPY: some 8 MiB of text that nothing in between may change. */
const ROWS = 80_000;

function copyText(): string {
  return Array.from(
    { length: ROWS },
    (_, row) => `${row}\t${createHash('sha512').update(`${row}`).digest('base64')}\n`,
  ).join('');
}

/** All that a client says on one of its outputs until it ends, and its exit code. */
async function heard(
  child: ChildProcess,
  from: 'stdout' | 'stderr',
): Promise<{ readonly text: string; readonly code: unknown }> {
  const chunks: Buffer[] = [];
  child[from]?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as unknown[];
  return { text: Buffer.concat(chunks).toString(), code };
}

describe('a real PostgreSQL behind a tunnel', { skip: why, timeout: 600_000 }, () => {
  let postgres: PostgresServer;
  before(async () => {
    postgres = await PostgresServer.start();
  });
  after(() => postgres.stop());

  test('answers as without: in both directions, over TCP and over its Unix socket', async (t) => {
    const rules = { connect: ['127.0.0.1:*', postgres.socket], bind: ['127.0.0.1:*'] };
    const pair = await tunnelPair(t, rules);
    const tunnel = await pair.open({
      local: [`0:127.0.0.1:${postgres.port}`, `0:${postgres.socket}`],
      remote: [`0:127.0.0.1:${postgres.port}`],
    });
    const ports = [0, 1, 2].map((index) => portOf(tunnel, index));
    await psql(postgres.port, 'CREATE TABLE greetings (id int PRIMARY KEY, text text)');
    for (const [index, port] of ports.entries()) {
      await psql(port, `INSERT INTO greetings VALUES (${index}, 'grüße, 量子 ${index}')`);
    }
    for (const port of [postgres.port, ...ports]) {
      const rows = await psql(port, 'SELECT text FROM greetings ORDER BY id');
      assert.equal(rows, 'grüße, 量子 0\ngrüße, 量子 1\ngrüße, 量子 2');
    }
    await assert.rejects(psql(ports[0] ?? 0, 'SELECT * FROM nowhere'), /relation "nowhere" does not exist/u);
  });

  test('keeps transactions apart: what is not committed is seen by nobody, and gone with its connection', async (t) => {
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${postgres.port}`] });
    const port = portOf(tunnel);
    await psql(port, 'CREATE TABLE account (id int PRIMARY KEY, amount int)', 'INSERT INTO account VALUES (1, 100)');
    await psql(port, 'BEGIN', 'UPDATE account SET amount = amount - 40', 'ROLLBACK');
    assert.equal(await psql(port, 'SELECT amount FROM account'), '100');
    await psql(port, 'BEGIN', 'UPDATE account SET amount = amount - 40', 'COMMIT');
    assert.equal(await psql(postgres.port, 'SELECT amount FROM account'), '60');

    const open = startPsql(t, port);
    const lost = heard(open, 'stderr');
    open.stdin?.write("BEGIN; UPDATE account SET amount = 0; SELECT pg_notify('x', ''); \\echo begun\n");
    assert.ok(open.stdout !== null);
    let said = '';
    open.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => said.includes('begun'));
    assert.equal(await psql(port, 'SELECT amount FROM account'), '60');
    for (const channel of pair.alice.channels()) void channel.close();
    open.stdin?.write('COMMIT;\n');
    assert.match((await lost).text, /connection to server was lost|server closed the connection|reset by peer/u);
    await psql(port, 'UPDATE account SET amount = amount + 1');
    assert.equal(await psql(postgres.port, 'SELECT amount FROM account'), '61');
  });

  test('copies megabytes in and out without a changed byte', async (t) => {
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${postgres.port}`] });
    const port = portOf(tunnel);
    await psql(port, 'CREATE TABLE rows (id int PRIMARY KEY, text text)');
    const text = copyText();
    const copyIn = startPsql(t, port, 'COPY rows FROM STDIN');
    const copied = heard(copyIn, 'stderr');
    copyIn.stdin?.end(text);
    assert.deepEqual(await copied, { text: '', code: 0 });
    assert.equal(await psql(postgres.port, 'SELECT count(*), sum(id) FROM rows'), `${ROWS}|${(ROWS * (ROWS - 1)) / 2}`);
    const copyOut = startPsql(t, port, 'COPY (SELECT * FROM rows ORDER BY id) TO STDOUT');
    const back = await heard(copyOut, 'stdout');
    assert.equal(back.code, 0);
    assert.ok(back.text === text, 'every byte came back');
    await until(() => tunnel.status()[0]?.open === 0);
    const { bytesIn = 0, bytesOut = 0 } = tunnel.status()[0] ?? {};
    assert.ok(Math.min(bytesIn, bytesOut) > text.length, 'it went through the tunnel both ways');
  });

  test('a query is cancelled through the tunnel, by a connection of its own', async (t) => {
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${postgres.port}`] });
    const sleeping = startPsql(t, portOf(tunnel), 'SELECT pg_sleep(600)');
    const answer = heard(sleeping, 'stderr');
    const active = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'";
    await until(async () => (await psql(postgres.port, active)) === '1', { found: () => psql(postgres.port, active) });
    const before = tunnel.status()[0]?.total ?? 0;
    sleeping.kill('SIGINT');
    assert.match((await answer).text, /canceling statement due to user request/u);
    assert.equal(tunnel.status()[0]?.total, before + 1);
    assert.equal(await psql(postgres.port, active), '0');
  });

  test('many clients at once: transactions add up, also with a connection for each', async (t) => {
    const pair = await tunnelPair(t, { connect: ['127.0.0.1:*'] });
    const tunnel = await pair.open({ local: [`0:127.0.0.1:${postgres.port}`] });
    const port = portOf(tunnel);
    await pgbench(port, '-i', '-q', '-s', '1');
    const kept = await pgbench(port, '-c', '40', '-t', '20', '-n');
    assert.match(kept, /number of transactions actually processed: 800\/800/u);
    const apart = await pgbench(port, '-c', '10', '-t', '10', '-n', '-C');
    assert.match(apart, /number of transactions actually processed: 100\/100/u);
    const sums =
      'SELECT (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT sum(delta) FROM pgbench_history), (SELECT count(*) FROM pgbench_history)';
    assert.equal(await psql(postgres.port, sums), 't|900');
    await until(() => tunnel.status()[0]?.open === 0);
    assert.ok((tunnel.status()[0]?.total ?? 0) >= 141);
    assert.equal(pair.taken.length, 1, 'all of them over one channel');
    t.diagnostic(kept.match(/tps = .*/u)?.[0] ?? '');
  });
});
