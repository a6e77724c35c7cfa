import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Logger, QForgeError, type SecuritySignal, silentLogger, silentMetrics } from '../../src/base/index.ts';
import { MAX_OBSERVED_PEERS, PeerObserver } from '../../src/network/peer-observer.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { channelPair, connectPair } from './channel-pair.ts';

test('channels are followed: handshakes, rekeys, cuts and what caused them', async () => {
  const { initiator, responder, buffers, sessions } = await channelPair();
  const observer = new PeerObserver({ clock: new ManualClock(), logger: silentLogger, metrics: silentMetrics });
  assert.equal(observer.scoreOf(initiator.peerId), undefined);
  observer.follow(initiator);
  assert.equal(observer.scoreOf(initiator.peerId), 2 / 3);
  initiator.rekey();
  await initiator.ping();
  await initiator.ping();
  assert.equal(observer.scoreOf(initiator.peerId), 2.25 / 3.25);
  for (const session of sessions) session.abort(new QForgeError('RECORD_INVALID', { peer: 'x' }));
  await Promise.resolve();
  assert.equal(observer.scoreOf(initiator.peerId), 2.25 / 8.25);
  await connectPair(initiator, responder, buffers);
  await Promise.resolve();
  assert.equal(observer.scoreOf(initiator.peerId), 4.25 / 10.25);
  await initiator.close();
  assert.equal(observer.scoreOf(initiator.peerId), 4.25 / 10.25, 'a close is no fault');
});

test('a peer that behaves badly is told of once, and once more when it is better', () => {
  const lines: string[] = [];
  const logger: Logger = { log: (level, _category, message) => lines.push(`${level} ${message}`) };
  const observer = new PeerObserver({ clock: new ManualClock(), logger, metrics: silentMetrics });
  for (let count = 0; count < 5; count += 1) observer.observe('qf1bad', 'bad record');
  for (let count = 0; count < 5; count += 1) observer.observe('qf1good', 'handshake');
  assert.deepEqual(lines, ['warn peer distrusted']);
  for (let count = 0; count < 30; count += 1) observer.observe('qf1bad', 'handshake');
  assert.deepEqual(lines, ['warn peer distrusted', 'info peer no longer distrusted']);
});

test('no more peers are remembered than the limit, the latest', () => {
  const observer = new PeerObserver({ clock: new ManualClock(), logger: silentLogger, metrics: silentMetrics });
  observer.observe('first', 'handshake');
  observer.observe('second', 'handshake');
  for (let index = 0; index < MAX_OBSERVED_PEERS - 1; index += 1) {
    observer.observe(`peer ${index}`, 'handshake');
    if (index === 0) observer.observe('first', 'rekey');
  }
  assert.equal(observer.scoreOf('second'), undefined);
  assert.ok(observer.scoreOf('first') !== undefined, 'it was seen again');
});

test('what is wrong with a record of a peer is signalled, by what it shows of who is at fault', async () => {
  const unauthentic = (how?: 'replayed' | 'reordered'): QForgeError => {
    const cause = how === undefined ? undefined : new QForgeError('RECORD_OUT_OF_PLACE', { how });
    return new QForgeError('CRYPTO_AUTHENTICATION_FAILED', { algorithm: 'AES-256-GCM' }, { cause });
  };
  const causes = [
    ['record-replayed', unauthentic('replayed')],
    ['record-reordered', unauthentic('reordered')],
    ['record-forged', unauthentic()],
    ['frame-malformed', new QForgeError('MALFORMED', { what: 'frame', reason: 'x' })],
  ] as const;
  for (const [type, cause] of causes) {
    const { initiator, sessions } = await channelPair();
    const signals: SecuritySignal[] = [];
    const parts = { clock: new ManualClock(), logger: silentLogger, metrics: silentMetrics };
    new PeerObserver({ ...parts, signals: (signal) => signals.push(signal) }).follow(initiator);
    for (const session of sessions) session.abort(new QForgeError('RECORD_INVALID', { peer: 'x' }, { cause }));
    await Promise.resolve();
    assert.deepEqual(signals, [{ type, peer: initiator.peerId }]);
  }
});

test('a cut is no sign of an attack', async () => {
  const { initiator, sessions } = await channelPair();
  const signals: SecuritySignal[] = [];
  const parts = { clock: new ManualClock(), logger: silentLogger, metrics: silentMetrics };
  new PeerObserver({ ...parts, signals: (signal) => signals.push(signal) }).follow(initiator);
  for (const session of sessions) session.abort(new QForgeError('CONNECTION_LOST', { peer: 'x', reason: 'cut' }));
  await Promise.resolve();
  assert.deepEqual(signals, []);
});
