import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { UPDATE_INTERVAL_MS } from '../../../src/messaging/routing/routing-limits.ts';
import { MeshProcesses } from './mesh-processes.ts';

test('message routing and network integrity: five processes over TCP, one of which is killed', async (t) => {
  const mesh = await MeshProcesses.make(t, ['alice', 'bob', 'carol', 'dave', 'erin']);
  // alice - bob - dave - erin, and alice - carol - dave.
  const erin = await mesh.start('erin');
  const dave = await mesh.start('dave', ['erin']);
  const bob = await mesh.start('bob', ['dave']);
  const carol = await mesh.start('carol', ['dave']);
  const alice = await mesh.start('alice', ['bob', 'carol']);
  const texts = Array.from({ length: 20 }, (_, index) => `message-${index}`);
  // Routes take a moment; until then there is none.
  while ((await alice.send('erin', `first-${alice.lines.length}`)) !== 'delivered');
  // The way round is there before the other one falls: carol has hers, and has told alice of it.
  while ((await carol.send('erin', `first-${carol.lines.length}`)) !== 'delivered');
  // Both are asked in between, so that a machine on which they stand still waits for them.
  for (let interval = 0; interval < 8; interval += 1) {
    await Promise.all([setTimeout(UPDATE_INTERVAL_MS), alice.routes(), carol.routes()]);
  }
  const outcomes: unknown[] = [];
  for (const [index, text] of texts.entries()) {
    if (index === 10) await bob.kill();
    outcomes.push(await alice.send('erin', text));
  }
  assert.deepEqual(
    outcomes,
    texts.map(() => 'delivered'),
  );
  const received = erin.lines.filter((line) => String(line['received']).startsWith('message-'));
  assert.deepEqual(
    received.map((line) => line['received']),
    texts,
    'unchanged, in order, each once',
  );
  assert.ok(received.every((line) => line['sender'] === mesh.peerIdOf('alice')));
  for (const between of [bob, carol, dave]) {
    assert.ok(!between.lines.some((line) => 'received' in line), `${between.name} has taken nothing`);
  }
  const { routes } = await alice.routes();
  const toErin = (routes as readonly { peerId: string; nextHop: string; hops: number }[]).find(
    ({ peerId }) => peerId === mesh.peerIdOf('erin'),
  );
  assert.deepEqual([toErin?.hops, toErin?.nextHop], [3, mesh.peerIdOf('carol')]);
  assert.equal(await alice.send('bob', 'anybody-there'), 'ROUTE_NONE');
});
