import assert from 'node:assert/strict';
import test from 'node:test';
import type { SharedKeyLink } from '../../src/client/index.ts';
import { ASK_LINKS_EVERY_MS, LinkWatcher } from '../../src/daemon/link-watcher.ts';
import { ManualClock } from '../client/manual-clock.ts';

const link = (storedKeys: number | undefined): SharedKeyLink => ({
  peer: 'bob',
  source: 'qkd',
  simulated: true,
  stock:
    storedKeys === undefined
      ? undefined
      : { storedKeys, maxKeys: 10, qber: 0.01, keyRateBitsPerSecond: 5, lengthKm: 25 },
  problem: storedKeys === undefined ? { code: 'KME_UNREACHABLE', message: 'nobody answers' } : undefined,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('asks every ten seconds, one question at a time, until it ends', async () => {
  const clock = new ManualClock();
  const answers = [link(8), link(undefined)];
  let asked = 0;
  const watcher = new LinkWatcher(() => Promise.resolve([answers[asked++] ?? link(0)]), clock);
  assert.equal(watcher.links.length, 0);
  clock.advance(0);
  await turn();
  assert.ok(watcher.links[0] !== undefined);
  const { askedAtMs, ...first } = watcher.links[0];
  assert.equal(askedAtMs, clock.wallMs());
  assert.deepEqual(first, {
    peer: 'bob',
    source: 'qkd',
    simulated: true,
    storedKeys: 8,
    maxKeys: 10,
    qber: 0.01,
    keyRateBitsPerSecond: 5,
    lengthKm: 25,
    lossDb: undefined,
    pulseRateHz: undefined,
    problem: undefined,
  });
  clock.advance(ASK_LINKS_EVERY_MS);
  await turn();
  assert.deepEqual([watcher.links[0].storedKeys, watcher.links[0].problem?.code], [undefined, 'KME_UNREACHABLE']);
  watcher[Symbol.dispose]();
  clock.advance(ASK_LINKS_EVERY_MS);
  assert.equal(asked, 2);
  assert.equal(clock.pendingCalls, 0);
});
