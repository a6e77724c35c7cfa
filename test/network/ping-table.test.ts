import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QForgeError } from '../../src/base/index.ts';
import { PingTable } from '../../src/network/ping-table.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { u64 } from './slow-records.ts';

function rig(): { readonly clock: ManualClock; readonly tokens: Buffer[]; readonly table: PingTable } {
  const clock = new ManualClock();
  const tokens: Buffer[] = [];
  return { clock, tokens, table: new PingTable(clock, (token) => tokens.push(Buffer.from(token))) };
}

const unasked = { code: 'MALFORMED', message: /nobody asked/u };

test('a ping resolves to the time until its answer, in whatever order answers come', async () => {
  const { clock, tokens, table } = rig();
  const first = table.ping();
  clock.advance(10);
  const second = table.ping();
  clock.advance(5);
  const [a, b] = tokens;
  assert.ok(a !== undefined && b !== undefined);
  assert.deepEqual(tokens, [u64(0), u64(1)]);
  table.pong(b);
  clock.advance(100);
  table.pong(a);
  assert.deepEqual(await Promise.all([first, second]), [115, 5]);
});

test('an answer is read where it stands in its record', async () => {
  const { tokens, table } = rig();
  const ping = table.ping();
  const record = Buffer.concat([Buffer.alloc(5, 9), ...tokens, Buffer.alloc(5, 9)]);
  table.pong(new Uint8Array(record).subarray(5, 13));
  assert.equal(await ping, 0);
});

test('answers that nobody asked for are refused, also a second one', async () => {
  const { tokens, table } = rig();
  assert.throws(() => table.pong(u64(0)), unasked);
  const ping = table.ping();
  for (const other of [u64(1), u64(2n ** 63n), u64(2n ** 64n - 1n)]) assert.throws(() => table.pong(other), unasked);
  table.pong(tokens[0] ?? assert.fail());
  await ping;
  assert.throws(() => table.pong(tokens[0] ?? assert.fail()), unasked);
});

test('pings under way fail with the channel', async () => {
  const { table } = rig();
  const outcomes = Promise.allSettled([table.ping(), table.ping()]);
  const reason = new QForgeError('CHANNEL_CLOSED', { peer: 'qf1peer' });
  table.fail(reason);
  for (const outcome of await outcomes) assert.deepEqual(outcome, { status: 'rejected', reason });
  assert.throws(() => table.pong(u64(0)), unasked);
});

test('a ping that cannot even be sent fails with the channel', async () => {
  const reason = new QForgeError('CHANNEL_CLOSED', { peer: 'qf1peer' });
  const table: PingTable = new PingTable(new ManualClock(), () => table.fail(reason));
  await assert.rejects(table.ping(), reason);
});
