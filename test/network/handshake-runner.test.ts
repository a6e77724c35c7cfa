import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Connection,
  concatBytes,
  type KeySource,
  QForgeError,
  SecretBytes,
  type SharedKey,
  silentLogger,
  silentMetrics,
} from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { encodeChallenge, initiate, type Opening, renewIdentity } from '../../src/handshake/index.ts';
import { admissionLimits } from '../../src/network/admission-limits.ts';
import { HandshakeGate } from '../../src/network/handshake-gate.ts';
import type { Arrival, Guest } from '../../src/network/handshake-guest.ts';
import { LOAD_THRESHOLD } from '../../src/network/handshake-load.ts';
import {
  HANDSHAKE_TIMEOUT_MS,
  type HandshakeResult,
  type HandshakeSetup,
  type ResponderOwner,
  runInitiator,
  runResponder,
} from '../../src/network/handshake-runner.ts';
import { KnownPeers } from '../../src/network/known-peers.ts';
import { memoryConnectionPair } from '../../src/network/memory-connection.ts';
import type { SessionHello } from '../../src/network/session-hello.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { alice, arrivalOf, bob, setupOf, welcomeGuest } from './channel-pair.ts';
import { record, settle } from './recording-handler.ts';
import { plainHello } from './session-pair.ts';

const wanted = { peerId: bob.peerId, channelId: 'cc'.repeat(16) };
const helloFor = (_peerId: string, channelId: string): SessionHello => ({ ...plainHello, channelId, received: 3 });
const anyone: ResponderOwner = { authorize: () => Promise.resolve(), helloFor };
const HERE = 'tcp://192.0.2.1:4000';

interface Rig {
  readonly clock: ManualClock;
  readonly callerSetup: HandshakeSetup;
  readonly calleeSetup: HandshakeSetup;
  readonly near: Connection;
  readonly far: Connection;
}

function rig(keySources: readonly [KeySource?, KeySource?] = [], identity = bob): Rig {
  const clock = new ManualClock();
  // Certificates are made with the machine's time.
  const wall = { monotonicMs: () => clock.monotonicMs(), wallMs: () => Date.now() };
  const timed = { ...wall, schedule: clock.schedule.bind(clock) };
  const [near, far] = memoryConnectionPair({}, 'tcp://192.0.2.9:7700', HERE);
  const setup = { ...setupOf(alice), clock: timed, timeoutMs: HANDSHAKE_TIMEOUT_MS };
  return {
    clock,
    near,
    far,
    callerSetup: { ...setup, keySource: keySources[0] },
    calleeSetup: { ...setup, identity, keySource: keySources[1] },
  };
}

function run(
  { near, far, callerSetup, calleeSetup }: Rig,
  guest: Guest = welcomeGuest,
  owner: ResponderOwner = anyone,
): Promise<[PromiseSettledResult<HandshakeResult>, PromiseSettledResult<HandshakeResult>]> {
  return Promise.allSettled([
    runInitiator(near, wanted, callerSetup),
    arrivalOf(far, calleeSetup.clock, guest).then((arrival) => runResponder(arrival, calleeSetup, owner)),
  ]);
}

function codeOf(result: PromiseSettledResult<unknown>): unknown {
  return result.status === 'rejected' ? Reflect.get(Object(result.reason), 'code') : 'ok';
}

function keysAt(endpoint: string): KeySource {
  const shared = (keyId: string): Promise<SharedKey> =>
    Promise.resolve({ keyId, key: SecretBytes.take(new Uint8Array(32).fill(keyId.length)) });
  return {
    name: 'ready',
    simulated: true,
    localEndpoint: endpoint,
    nextKey: () => shared('key-1'),
    keyById: (_peer, keyId) => shared(keyId),
  };
}

/** An opening of Alice's for Bob, as it goes over the wire. */
function framedOpening(): Uint8Array {
  const { backend, policy, certificates } = setupOf(alice);
  const party = { backend, identity: alice, policy, certificates, endpoint: '', wallMs: Date.now() };
  const { packet } = initiate({ ...party, responderPeerId: bob.peerId });
  return concatBytes(Uint8Array.of(packet.length >> 8, packet.length & 255), packet);
}

/** A gate that has begun as many handshakes as it takes for cookies. */
function gateUnderLoad(): HandshakeGate {
  const parts = { backend: nativeBackend, peerId: bob.peerId, logger: silentLogger, metrics: silentMetrics };
  const limits = admissionLimits(65_536);
  const gate = new HandshakeGate({ ...parts, clock: new ManualClock(), timeoutMs: HANDSHAKE_TIMEOUT_MS, limits });
  for (let index = 0; index < LOAD_THRESHOLD; index++) {
    const [near, there] = memoryConnectionPair(
      { schedule: (step) => step() },
      'memory://b',
      `tcp://198.51.${index}.1:1`,
    );
    gate.admit(there, ({ guest }) => guest.challengeFor({} as Opening, new Uint8Array(0)));
    near.write(concatBytes(Uint8Array.of(0, 40), new Uint8Array(40)));
  }
  return gate;
}

/** What the gate makes of a connection; `change` comes between it and the handshake. */
function admitted(gate: HandshakeGate, connection: Connection, change: (guest: Guest) => Guest): Promise<Arrival> {
  return new Promise((resolve) => {
    gate.admit(connection, (arrival) => resolve({ ...arrival, guest: change(arrival.guest) }));
  });
}

/** A handshake through a gate. */
function runThrough(
  gate: HandshakeGate,
  { near, far, callerSetup, calleeSetup }: Rig,
  change: (guest: Guest) => Guest = (guest) => guest,
): ReturnType<typeof run> {
  return Promise.allSettled([
    runInitiator(near, wanted, callerSetup),
    admitted(gate, far, change).then((arrival) => runResponder(arrival, calleeSetup, anyone)),
  ]);
}

describe('a handshake over a connection', () => {
  test('ends with the same secret on both sides, and nobody waiting', async () => {
    const both = rig();
    const [caller, callee] = await run(both);
    assert.ok(caller.status === 'fulfilled' && callee.status === 'fulfilled');
    assert.equal(caller.value.established.peerId, bob.peerId);
    assert.equal(callee.value.established.peerId, alice.peerId);
    using here = caller.value.established.exportSecret('test', 32);
    using there = callee.value.established.exportSecret('test', 32);
    assert.deepEqual(here.expose(), there.expose());
    assert.equal(caller.value.keySource, undefined);
    assert.equal(both.clock.pendingCalls, 0);
  });

  test('is about the channel that the initiator wants, and says what the responder says of it', async () => {
    const asked: string[] = [];
    const owner: ResponderOwner = {
      ...anyone,
      helloFor: (peerId, channelId) => {
        asked.push(`${peerId} ${channelId}`);
        return helloFor(peerId, channelId);
      },
    };
    const [caller, callee] = await run(rig(), welcomeGuest, owner);
    assert.ok(caller.status === 'fulfilled' && callee.status === 'fulfilled');
    assert.deepEqual(asked, [`${alice.peerId} ${wanted.channelId}`]);
    assert.deepEqual(caller.value.answer, helloFor('', wanted.channelId));
    assert.equal(callee.value.answer, undefined, 'an initiator says the same in its first record');
  });

  test('about a channel that the initiator cannot want fails, and is no word to it', async () => {
    const owner: ResponderOwner = {
      ...anyone,
      helloFor: () => {
        throw new QForgeError('MALFORMED', { what: 'The request', reason: 'of the test' });
      },
    };
    const [caller, callee] = await run(rig(), welcomeGuest, owner);
    assert.deepEqual([codeOf(caller), codeOf(callee)], ['PEER_REFUSED', 'HANDSHAKE_FAILED']);
  });

  test('with a responder that says something else than the state of a channel fails', async () => {
    // Channel IDs of another length make another length of the whole.
    const owner: ResponderOwner = { ...anyone, helloFor: () => ({ ...plainHello, channelId: '' }) };
    const [caller] = await run(rig(), welcomeGuest, owner);
    assert.equal(codeOf(caller), 'HANDSHAKE_FAILED');
  });

  test('mixes in a key that both sides can get, and says where it came from', async () => {
    const both = rig([keysAt('a'), keysAt('b')]);
    const [caller, callee] = await run(both);
    assert.ok(caller.status === 'fulfilled' && callee.status === 'fulfilled');
    assert.equal(caller.value.keySource, both.callerSetup.keySource);
    assert.equal(callee.value.keySource, both.calleeSetup.keySource);
    assert.deepEqual(caller.value.established.sharedKeys, [{ source: 'ready', keyId: 'key-1' }]);
  });

  test('with another device is refused, and looks like no answer', async () => {
    const [caller, callee] = await run(rig([], alice));
    assert.deepEqual([codeOf(caller), codeOf(callee)], ['HANDSHAKE_REFUSED', 'HANDSHAKE_FAILED']);
  });

  test('with a peer that does not want us is refused by name', async () => {
    const { near, far, callerSetup, calleeSetup } = rig();
    const nobody: ResponderOwner = { authorize: () => Promise.reject(new Error('not you')), helloFor };
    const [caller, callee] = await Promise.allSettled([
      runInitiator(near, wanted, callerSetup),
      arrivalOf(far, calleeSetup.clock).then((arrival) => runResponder(arrival, calleeSetup, nobody)),
    ]);
    assert.equal(codeOf(caller), 'PEER_REFUSED');
    assert.equal(callee.status, 'rejected');
  });

  test('awaits its turn before each step that costs', async () => {
    let turns = 0;
    const counting: Guest = { ...welcomeGuest, turn: () => void (turns += 1) };
    const [caller] = await run(rig(), counting);
    assert.deepEqual([codeOf(caller), turns], ['ok', 2]);
  });
});

describe('a handshake with a known peer', () => {
  async function patterns(rounds: number, changes: Partial<HandshakeSetup>): Promise<unknown[]> {
    const seen: unknown[] = [];
    const knownPeers = new KnownPeers();
    for (let round = 0; round < rounds; round++) {
      const both = rig();
      const callerSetup = { ...both.callerSetup, knownPeers, ...changes };
      const [caller, callee] = await run({ ...both, callerSetup });
      assert.ok(caller.status === 'fulfilled' && callee.status === 'fulfilled');
      using here = caller.value.established.exportSecret('test', 32);
      using there = callee.value.established.exportSecret('test', 32);
      assert.deepEqual(here.expose(), there.expose());
      seen.push(callee.value.established.pattern);
    }
    return seen;
  }

  test('takes one round trip from the second time on', async () => {
    assert.deepEqual(await patterns(3, {}), ['XXpsk4', 'IKpsk2', 'IKpsk2']);
  });

  test('takes two where keys are shared, since none may be named to nobody', async () => {
    assert.deepEqual(await patterns(2, { keySource: keysAt('a') }), ['XXpsk4', 'XXpsk4']);
  });

  test('brings a cookie when it is asked for', async () => {
    const knownPeers = new KnownPeers();
    knownPeers.remember(bob.certificate);
    const both = rig();
    const recognising = { ...both, callerSetup: { ...both.callerSetup, knownPeers } };
    const [caller, callee] = await runThrough(gateUnderLoad(), recognising);
    assert.ok(caller.status === 'fulfilled' && callee.status === 'fulfilled');
    assert.equal(callee.value.established.pattern, 'IKpsk2');
  });

  test('that has rotated its keys is refused: the caller is to come again as to a stranger', async () => {
    const knownPeers = new KnownPeers();
    knownPeers.remember(bob.certificate);
    const both = rig([], renewIdentity(nativeBackend, bob, Date.now()));
    const [caller, callee] = await run({ ...both, callerSetup: { ...both.callerSetup, knownPeers } });
    assert.deepEqual([codeOf(caller), codeOf(callee)], ['HANDSHAKE_REFUSED', 'HANDSHAKE_FAILED']);
  });
});

describe('the deadline of a handshake', () => {
  test('counts from acceptance, whatever drips in meanwhile', async () => {
    const { clock, near, far, calleeSetup } = rig();
    const heard = record(near);
    const arriving = arrivalOf(far, calleeSetup.clock);
    near.write(framedOpening());
    const refused = assert.rejects(runResponder(await arriving, calleeSetup, anyone), { code: 'HANDSHAKE_TIMEOUT' });
    await settle();
    const answeredBytes = heard.receivedBytes;
    assert.ok(answeredBytes > 0, 'the responder has introduced itself');
    near.write(Uint8Array.of(4));
    for (let second = 1; second <= 9; second++) {
      clock.advance(1000);
      near.write(Uint8Array.of(second));
      await settle();
      assert.equal(heard.closeCount, 0, `after ${second} s`);
    }
    clock.advance(1000);
    await refused;
    await heard.untilClosed();
    assert.equal(heard.receivedBytes, answeredBytes);
    assert.equal(clock.pendingCalls, 0);
  });

  test('has begun when the first packet comes', async () => {
    const { clock, near, far, calleeSetup } = rig();
    const arriving = arrivalOf(far, calleeSetup.clock);
    clock.advance(HANDSHAKE_TIMEOUT_MS - 1);
    near.write(framedOpening());
    const refused = assert.rejects(runResponder(await arriving, calleeSetup, anyone), { code: 'HANDSHAKE_TIMEOUT' });
    await settle();
    clock.advance(1);
    await refused;
  });

  test('holds while the owner is asked, and what comes too late is wiped', async () => {
    const { clock, near, far, callerSetup, calleeSetup } = rig();
    const asked = Promise.withResolvers<void>();
    const calling = runInitiator(near, wanted, callerSetup);
    const answering = arrivalOf(far, calleeSetup.clock).then((arrival) =>
      runResponder(arrival, calleeSetup, { ...anyone, authorize: () => asked.promise }),
    );
    const both = [
      assert.rejects(answering, { code: 'HANDSHAKE_TIMEOUT' }),
      assert.rejects(calling, (error) =>
        ['HANDSHAKE_TIMEOUT', 'PEER_REFUSED'].includes(String(codeOf({ status: 'rejected', reason: error }))),
      ),
    ];
    await settle();
    clock.advance(HANDSHAKE_TIMEOUT_MS);
    await Promise.all(both);
    asked.resolve();
    await settle();
  });
});

describe('a cookie', () => {
  test('is brought when it is asked for, and nobody notices', async () => {
    let challenges = 0;
    const [caller, callee] = await runThrough(gateUnderLoad(), rig(), (guest) => ({
      turn: () => guest.turn(),
      leave: (outcome) => guest.leave(outcome),
      challengeFor: (opening, packet) => {
        const challenge = guest.challengeFor(opening, packet);
        challenges += challenge === undefined ? 0 : 1;
        return challenge;
      },
    }));
    assert.deepEqual([codeOf(caller), codeOf(callee), challenges], ['ok', 'ok', 1]);
  });

  test('is brought once: who asks again is no responder of ours', async () => {
    const asking: Guest = {
      ...welcomeGuest,
      challengeFor: (_opening, packet) => encodeChallenge(new Uint8Array(16), packet, bob.peerId, nativeBackend),
    };
    const [caller, callee] = await run(rig(), asking);
    assert.deepEqual([codeOf(caller), codeOf(callee)], ['HANDSHAKE_FAILED', 'CONNECTION_LOST']);
  });

  test('is not brought to somebody who does not know the PeerId', async () => {
    const asking: Guest = {
      ...welcomeGuest,
      challengeFor: (_opening, packet) => encodeChallenge(new Uint8Array(16), packet, alice.peerId, nativeBackend),
    };
    const [caller, callee] = await run(rig(), asking);
    assert.deepEqual([codeOf(caller), codeOf(callee)], ['HANDSHAKE_FAILED', 'CONNECTION_LOST']);
  });

  test('of another address is refused: the connection closes without a word', async () => {
    const gate = gateUnderLoad();
    const [near, stolen] = memoryConnectionPair({}, 'memory://b', 'tcp://203.0.113.5:9');
    const stealing = admitted(gate, stolen, (guest) => guest);
    near.write(framedOpening());
    const { guest: thief } = await stealing;
    // The challenge that goes out is the one made for the other address.
    const [caller, callee] = await runThrough(gate, rig(), (guest) => ({
      turn: () => guest.turn(),
      leave: (outcome) => guest.leave(outcome),
      challengeFor: (opening, packet) =>
        opening.cookie === undefined ? thief.challengeFor(opening, packet) : guest.challengeFor(opening, packet),
    }));
    assert.deepEqual([codeOf(caller), codeOf(callee)], ['HANDSHAKE_REFUSED', 'HANDSHAKE_SHED']);
  });
});
