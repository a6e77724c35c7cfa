import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { concatBytes, type MetricLabels, type SecuritySignal, silentLogger } from '../../src/base/index.ts';
import { cipherSuiteById, nativeBackend } from '../../src/crypto/index.ts';
import { COOKIE_SECRET_LIFETIME_MS, decodeChallenge, type Opening } from '../../src/handshake/index.ts';
import { type AdmissionLimits, admissionLimits } from '../../src/network/admission-limits.ts';
import { HandshakeGate } from '../../src/network/handshake-gate.ts';
import type { Arrival, Guest } from '../../src/network/handshake-guest.ts';
import { LOAD_THRESHOLD } from '../../src/network/handshake-load.ts';
import { memoryConnectionPair } from '../../src/network/memory-connection.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { bob } from './channel-pair.ts';
import { type RecordingHandler, record } from './recording-handler.ts';

const opening: Opening = { pattern: 'XXpsk4', suite: cipherSuiteById(0x0201), noiseMessage: new Uint8Array(1232) };
const packet = Uint8Array.from(randomBytes(1254));

const framed = concatBytes(Uint8Array.of(packet.length >> 8, packet.length & 255), packet);
const TIMEOUT_MS = 10_000;

interface Rig {
  readonly gate: HandshakeGate;
  readonly clock: ManualClock;
  readonly counts: Map<string, number>;
  readonly signals: SecuritySignal[];
  /** A silent connection from this address: its other end, and its first packet once that is there. */
  readonly connect: (address: string) => Silent;
  /** A connection that has sent its first packet. */
  readonly guest: (address: string) => Guest;
}

interface Silent {
  readonly far: RecordingHandler;
  readonly speak: () => Arrival | undefined;
  readonly write: (bytes: Uint8Array) => void;
  readonly leave: () => void;
}

function rig(changes: Partial<AdmissionLimits> = {}): Rig {
  const clock = new ManualClock();
  const counts = new Map<string, number>();
  const signals: SecuritySignal[] = [];
  const metrics = {
    count: (name: string, delta: number, labels: MetricLabels = {}): void => {
      const key = [name, ...Object.values(labels)].join(' ');
      counts.set(key, (counts.get(key) ?? 0) + delta);
    },
    gauge: (name: string, value: number): void => void counts.set(name, value),
    observe: (): void => undefined,
  };
  const gate = new HandshakeGate({
    backend: nativeBackend,
    peerId: bob.peerId,
    clock,
    logger: silentLogger,
    metrics,
    timeoutMs: TIMEOUT_MS,
    signals: (signal) => signals.push(signal),
    limits: { ...admissionLimits(65_536), ...changes },
  });
  const connect = (address: string): Silent => {
    const [here, there] = memoryConnectionPair({ schedule: (step) => step() }, address, 'memory://bob');
    const far = record(there);
    let arrival: Arrival | undefined;
    gate.admit(here, (arrived) => {
      arrival = arrived;
    });
    const write = (bytes: Uint8Array): void => void there.write(bytes);
    const speak = (): Arrival | undefined => {
      write(framed);
      return arrival;
    };
    return { far, speak, write, leave: () => there.destroy() };
  };
  const guest = (address: string): Guest => {
    const arrival = connect(address).speak();
    assert.ok(arrival !== undefined);
    return arrival.guest;
  };
  return { gate, clock, counts, signals, connect, guest };
}

/** Begins handshakes from many sources until the gate is under load. */
function putUnderLoad({ guest }: Rig): Guest[] {
  return Array.from({ length: LOAD_THRESHOLD }, (_, index) => {
    const busy = guest(`tcp://198.51.${index}.1:1`);
    assert.equal(busy.challengeFor(opening, packet), undefined);
    return busy;
  });
}

/** The cookie that a guest is asked for. */
function cookieFor(guest: Guest): Uint8Array {
  const challenge = guest.challengeFor(opening, packet);
  assert.ok(challenge !== undefined, 'a challenge');
  const cookie = decodeChallenge(challenge, packet, bob.peerId, nativeBackend);
  assert.ok(cookie !== undefined);
  return cookie;
}

const shed = (reason: string): object => ({ code: 'HANDSHAKE_SHED', details: { address: HERE, reason } });
const HERE = 'tcp://192.0.2.1:4000';

describe('the gate of handshakes', () => {
  test('lets everyone in who does not flood', () => {
    const { gate, guest } = rig();
    for (let index = 0; index < 1000; index++) {
      const visitor = guest(HERE);
      assert.equal(visitor.challengeFor(opening, packet), undefined);
      visitor.leave('channel');
    }
    assert.equal(gate.halfOpen, 0);
  });

  test('asks for a cookie under load, and lets in who brings it', () => {
    const under = rig();
    putUnderLoad(under);
    assert.equal(under.counts.get('qforge_handshakes_under_load'), undefined);
    const visitor = under.guest(HERE);
    const cookie = cookieFor(visitor);
    assert.equal(under.counts.get('qforge_handshakes_under_load'), 1);
    assert.equal(under.counts.get('qforge_handshake_challenges_total'), 1);
    assert.equal(visitor.challengeFor({ ...opening, cookie }, packet), undefined);
  });

  test('keeps nothing for those it challenges', () => {
    const under = rig();
    putUnderLoad(under);
    const { begun } = admissionLimits(65_536).halfOpen;
    for (let index = 0; index < begun; index++) cookieFor(under.guest(`tcp://203.0.113.1:${index}`));
    const cookie = cookieFor(under.guest(HERE));
    assert.equal(under.guest(HERE).challengeFor({ ...opening, cookie }, packet), undefined);
  });

  test('refuses a cookie that is forged, of another address or expired, under load or not', () => {
    for (const underLoad of [true, false]) {
      const under = rig();
      const busy = putUnderLoad(under);
      const cookie = cookieFor(under.guest(HERE));
      const elsewhere = cookieFor(under.guest('tcp://192.0.2.2:4000'));
      if (!underLoad) for (const each of busy) each.leave('channel');
      const refused = shed('no valid cookie');
      const forged = cookie.with(0, (cookie[0] ?? 0) ^ 1);
      for (const wrong of [forged, elsewhere, new Uint8Array(16), new Uint8Array(0)]) {
        assert.throws(() => under.guest(HERE).challengeFor({ ...opening, cookie: wrong }, packet), refused);
      }
      under.clock.advance(2 * COOKIE_SECRET_LIFETIME_MS);
      assert.throws(() => under.guest(HERE).challengeFor({ ...opening, cookie }, packet), refused);
    }
  });

  test('challenges a connection once: who comes again without a cookie is dropped', () => {
    const under = rig();
    putUnderLoad(under);
    const visitor = under.guest(HERE);
    cookieFor(visitor);
    assert.throws(() => visitor.challengeFor(opening, packet), shed('no valid cookie'));
    assert.equal(under.counts.get('qforge_connections_dropped_total no valid cookie'), 1);
  });

  test('gives a source its share under load, cookie or not', () => {
    const under = rig();
    putUnderLoad(under);
    const visit = (): unknown => {
      const visitor = under.guest(HERE);
      return visitor.challengeFor({ ...opening, cookie: cookieFor(under.guest(HERE)) }, packet);
    };
    for (let index = 0; index < 5; index++) visit();
    assert.throws(visit, shed('too many of one source'));
    under.clock.advance(50);
    visit();
    assert.throws(visit, shed('too many of one source'));
  });

  test('is no longer under load when its handshakes have come to an end', () => {
    const finished = rig();
    for (const busy of putUnderLoad(finished)) busy.leave('channel');
    assert.equal(finished.guest(HERE).challengeFor(opening, packet), undefined);

    const failed = rig();
    for (const busy of putUnderLoad(failed)) busy.leave('gone');
    cookieFor(failed.guest(HERE));
    failed.clock.advance(10_000);
    assert.equal(failed.guest(HERE).challengeFor(opening, packet), undefined);
    assert.equal(failed.counts.get('qforge_handshakes_under_load'), 0);
  });

  test('a flood of openings that nobody finishes soon costs no keys any more', () => {
    const flooded = rig();
    let answered = 0;
    for (let index = 0; index < 5000; index++) {
      flooded.clock.advance(1);
      const attacker = flooded.guest(`tcp://203.0.113.9:${index}`);
      try {
        if (attacker.challengeFor(opening, packet) === undefined) answered += 1;
      } catch {
        // It was dropped: as cheap.
      }
      attacker.leave('gone');
    }
    assert.ok(answered < LOAD_THRESHOLD + 5 * 32 + 2, `${answered} of 5,000 in 5 s`);
  });

  test('drops connections above its caps, the oldest silent one first', () => {
    const halfOpen = { total: 3, perSource: 2, begun: 2, begunPerSource: 2 };
    const { connect, gate, counts } = rig({ halfOpen });
    const [first, second, third] = [connect(HERE), connect(HERE), connect(HERE)];
    assert.deepEqual([first.far.closeCount, second.far.closeCount, third.far.closeCount], [1, 0, 0]);
    assert.equal(counts.get('qforge_connections_dropped_total made room'), 1);
    for (const silent of [second, third]) silent.speak()?.guest.challengeFor(opening, packet);
    const fourth = connect(HERE);
    assert.equal(fourth.speak(), undefined);
    assert.equal(fourth.far.closeCount, 1);
    assert.equal(counts.get('qforge_connections_dropped_total no room'), 1);
    assert.equal(gate.halfOpen, 2);
    assert.equal(counts.get('qforge_handshakes_half_open'), 2);
  });

  test('hands a connection on with its first packet and the time it came', () => {
    const { connect, clock } = rig();
    const silent = connect(HERE);
    clock.advance(500);
    const arrival = silent.speak();
    assert.ok(arrival !== undefined);
    assert.deepEqual(arrival.unverifiedPacket, packet);
    assert.equal(arrival.sinceMs, clock.monotonicMs() - 500);
    assert.equal(arrival.connection.remoteAddress, HERE);
  });

  test('ends silence at the deadline, however much drips in, with one timer for all', () => {
    const { connect, clock, gate, counts } = rig();
    const silents = Array.from({ length: 5 }, () => {
      const silent = connect(HERE);
      silent.write(framed.subarray(0, 2));
      clock.advance(1000);
      return silent;
    });
    assert.equal(clock.pendingCalls, 1);
    for (let second = 5; second < 15; second++) {
      for (const silent of silents) silent.write(Uint8Array.of(0x51));
      const expected = Math.max(0, Math.min(5, 14 - second));
      assert.equal(gate.halfOpen, expected, `after ${second} s`);
      clock.advance(1000);
    }
    assert.deepEqual(
      silents.map(({ far }) => [far.closeCount, far.receivedBytes]),
      Array.from({ length: 5 }, () => [1, 0]),
    );
    assert.equal(counts.get('qforge_connections_dropped_total silent too long'), 5);
    assert.deepEqual([gate.halfOpen, clock.pendingCalls], [0, 0]);
  });

  test('forgets a silent connection that leaves or sends no packet', () => {
    const { connect, gate, counts } = rig();
    const [leaving, senseless] = [connect(HERE), connect('tcp://192.0.2.2:1')];
    senseless.write(Uint8Array.of(0, 0));
    assert.deepEqual([gate.halfOpen, senseless.far.closeCount], [1, 1]);
    leaving.leave();
    assert.equal(gate.halfOpen, 0);
    assert.equal(counts.get('qforge_handshakes_half_open'), 0);
  });

  test('drops all that are silent when it closes', () => {
    const { connect, gate } = rig();
    const silents = [connect(HERE), connect(HERE)];
    gate.close();
    assert.deepEqual([gate.halfOpen, ...silents.map(({ far }) => far.closeCount)], [0, 1, 1]);
  });

  test('refuses a handshake too many of one source', () => {
    const { guest } = rig({ halfOpen: { total: 9, perSource: 9, begun: 9, begunPerSource: 1 } });
    assert.equal(guest(HERE).challengeFor(opening, packet), undefined);
    assert.throws(() => guest(HERE).challengeFor(opening, packet), shed('too many under way'));
  });

  test('counts no source where there is none: local sockets share no limit', () => {
    const under = rig();
    putUnderLoad(under);
    for (let index = 0; index < 50; index++) {
      const cookie = cookieFor(under.guest('unix:///run/peer.sock'));
      assert.equal(under.guest('unix:///run/peer.sock').challengeFor({ ...opening, cookie }, packet), undefined);
    }
  });

  test('lets a throttled source begin little, whatever the load, and asks everyone for a cookie while it guards', () => {
    const { gate, guest, counts } = rig();
    gate.throttle('192.0.2.1', 60_000);
    assert.equal(guest(HERE).challengeFor(opening, packet), undefined);
    assert.throws(() => guest(HERE).challengeFor(opening, packet), shed('throttled source'));
    assert.equal(guest('tcp://192.0.2.9:1').challengeFor(opening, packet), undefined);
    gate.guard(true);
    const cookie = cookieFor(guest('tcp://192.0.2.9:1'));
    assert.equal(guest('tcp://192.0.2.9:1').challengeFor({ ...opening, cookie }, packet), undefined);
    assert.equal(counts.get('qforge_handshakes_under_load'), 1);
    gate.guard(false);
    assert.equal(guest('tcp://192.0.2.9:1').challengeFor(opening, packet), undefined);
  });

  test('tells of an opening that was recorded and comes again, from wherever', () => {
    const { guest, signals } = rig();
    guest(HERE).challengeFor(opening, packet);
    assert.deepEqual(signals, []);
    guest('tcp://192.0.2.9:1').challengeFor(opening, packet);
    guest('unix:///run/peer.sock').challengeFor(opening, packet);
    guest(HERE).challengeFor(opening, Uint8Array.from(randomBytes(1254)));
    assert.deepEqual(signals, [
      { type: 'opening-replayed', source: '192.0.2.9' },
      { type: 'opening-replayed', source: undefined },
    ]);
  });
});
