import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TrustStore } from '../../../src/client/index.ts';
import { type Ended, onlyDocument, startListening, trustingPair, type User } from '../command-line.ts';

/** Listens for routes, and for longer when none has come: on a slow machine that takes its time. */
async function tableOf(user: User, words: readonly string[], isEmpty: (ended: Ended) => boolean): Promise<Ended> {
  for (let seconds = 2; ; seconds = Math.min(2 * seconds, 60)) {
    const ended = await user.run([...words, '--wait', String(seconds)]);
    if (!isEmpty(ended)) return ended;
  }
}

describe('qforge route', { timeout: 600_000 }, () => {
  test('serves as a hop, and shows what can be reached over it', async (t) => {
    const { alice, bob, aliceId, bobId } = await trustingPair(t);
    const { address, command } = await startListening(t, bob, ['route', 'serve', '--events', '--json']);
    const peers = await TrustStore.open(alice.peersPath);
    await peers.remove('bob');
    await peers.add({ name: 'bob', peerId: bobId, address, trusted: true });
    const routesIn = (ended: Ended): readonly { peerId: string; nextHop: string; hops: number }[] =>
      onlyDocument(ended)['routes'] as ReturnType<typeof routesIn>;
    const found = await tableOf(alice, ['route', 'bob', '--json'], (ended) => routesIn(ended).length === 0);
    const shown = onlyDocument(found);
    const [route] = routesIn(found);
    assert.deepEqual([route?.peerId, route?.nextHop, route?.hops], [bobId, bobId, 1]);
    const [neighbour] = shown['neighbours'] as readonly { peerId: string; roundTripMs: number }[];
    assert.equal(neighbour?.peerId, bobId);
    assert.ok(neighbour.roundTripMs >= 0);
    const forPeople = await tableOf(alice, ['route', 'table', 'bob'], ({ stdout }) => stdout === 'no routes\n');
    assert.match(forPeople.stdout, /^PEER +NEXT HOP +HOPS +COST MS\nbob +bob +1 +\d+\.\d\n$/u);
    command.child.kill('SIGTERM');
    const ended = await command.ended;
    assert.equal(ended.code, 0);
    const documents = ended.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const routes = documents.flatMap(({ event, route, before }) =>
      // What it costs may change in between.
      (route ?? before) && event !== 'route-changed' ? [{ event, route, before }] : [],
    );
    assert.deepEqual(
      routes.map(({ event, route, before }) => [event, ((route ?? before) as { peerId: string }).peerId]).slice(0, 2),
      [
        ['route-added', aliceId],
        ['route-lost', aliceId],
      ],
    );
    const nobody = await alice.run(['route', 'bob', '--wait', '1']);
    assert.deepEqual([nobody.stdout, nobody.code], ['no routes\n', 0]);
    assert.notEqual(aliceId, bobId);
  });
});
