import assert from 'node:assert/strict';
import test from 'node:test';
import { QForgeError, silentLogger } from '../../src/base/index.ts';
import { PRESENCE_FOR_MS, PRESENCE_RENEWAL_MS, PresenceKeeper } from '../../src/client/presence-keeper.ts';
import type { Presence } from '../../src/messaging/index.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

/** A presence that notes what it is told, and fails while it is away. */
function notingPresence(): { presence: Presence; told: string[]; state: { isAway: boolean } } {
  const told: string[] = [];
  const state = { isAway: false };
  const note = (what: string): Promise<void> => {
    if (state.isAway) return Promise.reject(new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: 'x', reason: 'away' }));
    told.push(what);
    return Promise.resolve();
  };
  const presence: Pick<Presence, 'announce' | 'leave'> = {
    announce: (peerId, forMs) => note(`${peerId} for ${forMs}`),
    leave: (peerId) => note(`${peerId} leaves`),
  };
  return { presence: presence as Presence, told, state };
}

test('it is said again before it is over, and at the end that the device leaves', async () => {
  const clock = new SimulatedTime();
  const { presence, told } = notingPresence();
  const keeper = new PresenceKeeper({ presence, peerId: 'me', clock, logger: silentLogger });
  await keeper.start();
  assert.ok(PRESENCE_RENEWAL_MS * 2 < PRESENCE_FOR_MS);
  await clock.run(() => false, PRESENCE_RENEWAL_MS);
  await keeper[Symbol.asyncDispose]();
  await clock.run(() => false, 10 * PRESENCE_RENEWAL_MS);
  assert.deepEqual(told, [`me for ${PRESENCE_FOR_MS}`, `me for ${PRESENCE_FOR_MS}`, 'me leaves']);
});

test('a store that is away is logged, and told when it is back', async () => {
  const clock = new SimulatedTime();
  const { presence, told, state } = notingPresence();
  const logged: string[] = [];
  const logger = { log: (_level: string, _category: string, message: string) => logged.push(message) };
  const keeper = new PresenceKeeper({ presence, peerId: 'me', clock, logger });
  state.isAway = true;
  await keeper.start();
  assert.deepEqual([told, logged], [[], ['presence not told']]);
  state.isAway = false;
  await clock.run(() => false, PRESENCE_RENEWAL_MS);
  assert.deepEqual(told, [`me for ${PRESENCE_FOR_MS}`]);
  await keeper[Symbol.asyncDispose]();
});

test('a store that never answers does not keep a device that leaves', async () => {
  const clock = new SimulatedTime();
  const { presence } = notingPresence();
  const silent = { ...presence, leave: () => new Promise<void>(() => undefined) };
  const keeper = new PresenceKeeper({ presence: silent, peerId: 'me', clock, logger: silentLogger });
  await keeper.start();
  let hasLeft = false;
  void keeper[Symbol.asyncDispose]().then(() => (hasLeft = true));
  assert.equal(await clock.run(() => hasLeft, 10_000), 'done');
});
