import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concatBytes, isQForgeError } from '../../src/base/index.ts';
import { type CryptoBackend, cipherSuiteById, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { type DeviceIdentity, decodeIdentity, encodeIdentity } from '../../src/handshake/device-identity.ts';
import type { Confirmation, Introduction } from '../../src/handshake/handshake-payload.ts';
import {
  AwaitingConfirmation,
  ChoosingKeys,
  initiate,
  initiateWithCertificate,
} from '../../src/handshake/initiator.ts';
import type { KeyPolicy } from '../../src/handshake/key-policy.ts';
import {
  agreement,
  answerOpening,
  Cast,
  callerOf,
  partyOf,
  recertified,
  runIK,
  runXX,
  sharedKey,
  validFrom,
} from './product-parties.ts';
import { ScriptedResponder } from './scripted-peer.ts';

const cast = new Cast();
const [alice, bob, mallory] = [cast.get('alice'), cast.get('bob'), cast.get('mallory')];
const failed = { code: 'HANDSHAKE_FAILED' };

/** The same identity with keys of another backend. */
function movedTo(backend: CryptoBackend, identity: DeviceIdentity): DeviceIdentity {
  return decodeIdentity(encodeIdentity(identity), backend);
}

/** Identities of both sides whose only suite is the one asked for. */
function identitiesFor(suiteId: number): readonly [DeviceIdentity, DeviceIdentity] {
  const { level } = cipherSuiteById(suiteId);
  const pair = level === 'high' ? cast : new Cast(level);
  return [
    recertified(pair.get('alice'), { suiteIds: [suiteId] }),
    recertified(pair.get('bob'), { suiteIds: [suiteId] }),
  ];
}

describe('a handshake between honest parties', () => {
  const pairs = [
    [nativeBackend, nativeBackend],
    [nativeBackend, portableBackend],
    [portableBackend, nativeBackend],
  ] as const;

  for (const suiteId of [0x0101, 0x0201, 0x0202, 0x0301]) {
    const [first, second] = identitiesFor(suiteId);
    for (const [here, there] of pairs) {
      const name = `${cipherSuiteById(suiteId).name}, ${here.name} with ${there.name}`;
      test(`ends with one transcript and one set of keys: ${name}`, () => {
        const a = movedTo(here, first);
        const b = movedTo(there, second);
        const callee = partyOf(b, { backend: there, endpoint: 'sae-b', policy: 'either' });
        const caller = callerOf(a, b, { backend: here, endpoint: 'sae-a', policy: 'require-both' });
        const keys = [sharedKey('one', 1), sharedKey('two', 2)];
        for (const [pattern, run] of [['XXpsk4', runXX] as const, ['IKpsk2', runIK] as const]) {
          const handshake = run(caller, callee, keys);
          agreement(handshake);
          const { initiator, responder } = handshake;
          const named = keys.map(({ source, keyId }) => ({ source, keyId }));
          for (const side of [initiator, responder])
            assert.deepEqual([side.pattern, side.suite.id, side.sharedKeys], [pattern, suiteId, named]);
          assert.deepEqual([initiator.role, initiator.peerId], ['initiator', b.peerId]);
          assert.deepEqual([responder.role, responder.peerId], ['responder', a.peerId]);
          assert.deepEqual([initiator.peerPolicy, initiator.peerEndpoint], ['either', 'sae-b']);
          assert.deepEqual([responder.peerPolicy, responder.peerEndpoint], ['require-both', 'sae-a']);
          assert.deepEqual(initiator.peerCertificate.encoded, b.certificate.encoded);
          assert.deepEqual(responder.peerCertificate.encoded, a.certificate.encoded);
        }
      });
    }
  }

  test('ends with other keys every time, with and without shared keys, in both patterns', () => {
    const [caller, callee] = [callerOf(alice, bob), partyOf(bob)];
    const key = [sharedKey('k')];
    const runs = [runXX, runXX, runIK, runIK].flatMap((run) => [run(caller, callee), run(caller, callee, key)]);
    assert.equal(new Set(runs.map(agreement)).size, runs.length);
  });

  test('has packets of the specified sizes around the payloads', () => {
    const [opening, introduction, answer, confirmation] = runXX(callerOf(alice, bob), partyOf(bob)).packets;
    // spec/noise §4.3; the introduction as in spec/handshake §5.1 with two suites, no endpoint, no keys and no word.
    const introductionBytes = 1 + 1 + 1 + 4 + 2 + 2 + bob.certificate.encoded.length + 1 + 1;
    assert.equal(opening?.length, 6 + 1232 + 16);
    assert.equal(introduction?.length, 2400 + introductionBytes);
    assert.equal(answer?.length, 2368 + introductionBytes);
    assert.equal(confirmation?.length, 1120 + 1 + 1 + 1 + 4 + 1 + 1);
  });

  test('can be with oneself', () => {
    agreement(runXX(callerOf(alice, alice), partyOf(alice)));
  });
});

describe('the suite', () => {
  test('is one of the initiator’s own', () => {
    const foreign = cipherSuiteById(0x0301);
    assert.throws(() => initiate(callerOf(alice, bob, { suite: foreign })), { code: 'SUITE_UNKNOWN' });
  });

  test('is the initiator’s first that the responder has', () => {
    const chacha = cipherSuiteById(0x0202);
    const preferring = recertified(alice, { suiteIds: [0x0202, 0x0201] });
    assert.equal(runXX(callerOf(preferring, bob), partyOf(bob)).responder.suite, chacha);
    const limited = recertified(bob, { suiteIds: [0x0202] });
    const handshake = runXX(callerOf(alice, limited, { suite: chacha }), partyOf(limited));
    assert.equal(handshake.initiator.suite, chacha);
    agreement(handshake);
  });

  test('cannot be one that the responder lacks, and the responder says nothing then', () => {
    const limited = recertified(bob, { suiteIds: [0x0202] });
    assert.throws(() => answerOpening(partyOf(limited), initiate(callerOf(alice, limited)).packet), failed);
    const [maximum, standard] = [new Cast('maximum').get('x'), new Cast('standard').get('x')];
    assert.throws(() => answerOpening(partyOf(maximum), initiate(callerOf(alice, maximum)).packet), failed);
    assert.throws(() => answerOpening(partyOf(standard), initiate(callerOf(alice, standard)).packet), failed);
  });

  test('cannot be a later one when both have an earlier one', () => {
    const { packet, next } = initiate(callerOf(alice, bob, { suite: cipherSuiteById(0x0202) }));
    const start = answerOpening(partyOf(bob), packet);
    assert.ok(start.pattern === 'XXpsk4');
    assert.throws(() => next.receive(start.packet), failed);
  });
});

describe('an initiator that meets another device than it wants', () => {
  test('names both, and has not said who it is', () => {
    const { packet, next } = initiate(callerOf(alice, bob));
    const impostor = new ScriptedResponder(partyOf(mallory), packet, bob.peerId);
    assert.throws(
      () => next.receive(impostor.introduce()),
      (error) => {
        assert.ok(isQForgeError(error, 'PEER_ID_MISMATCH'));
        assert.deepEqual(error.details, { expected: bob.peerId, actual: mallory.peerId });
        return true;
      },
    );
    const sent = Buffer.from(packet);
    const { encoded, dhPublicKey, kemPublicKey } = alice.certificate;
    for (const secret of [
      encoded.subarray(0, 32),
      dhPublicKey,
      kemPublicKey.subarray(0, 32),
      alice.certificate.identityKey.bytes,
    ])
      assert.equal(sent.indexOf(secret.subarray(0, 32)), -1);
  });

  test('is not fooled by the wanted device’s certificate', () => {
    const { packet, next } = initiate(callerOf(alice, bob));
    const impostor = new ScriptedResponder(partyOf(mallory), packet, bob.peerId);
    const borrowed = impostor.introduce({ certificate: bob.certificate.encoded });
    assert.throws(() => next.receive(borrowed), { code: 'CERTIFICATE_INVALID', message: /other keys/u });
  });

  test('is not fooled by a device with one of the two static keys', () => {
    for (const stolen of [{ dh: bob.dh }, { kem: bob.kem }]) {
      const { packet, next } = initiate(callerOf(alice, bob));
      const half = partyOf({ ...mallory, ...stolen });
      const impostor = new ScriptedResponder(half, packet, bob.peerId);
      const borrowed = impostor.introduce({ certificate: bob.certificate.encoded });
      assert.throws(() => next.receive(borrowed), { code: 'CERTIFICATE_INVALID', message: /other keys/u });
    }
  });
});

describe('an initiator that is lied to by the right device', () => {
  /** Runs until the introduction, which differs from the honest one. */
  function hear(said: Uint8Array | Partial<Introduction>, identity = bob): ChoosingKeys {
    const { packet, next } = initiate(callerOf(alice, bob));
    return next.receive(new ScriptedResponder(partyOf(identity), packet, bob.peerId).introduce(said));
  }

  test('goes on after an honest introduction: the refusals below have their own reasons', () => {
    assert.ok(hear({}) instanceof ChoosingKeys);
  });

  const lists: readonly (readonly [string, readonly number[]])[] = [
    ['stripped of the first', [0x0202]],
    ['stripped of the last', [0x0201]],
    ['in another order', [0x0202, 0x0201]],
    ['with one more', [0x0201, 0x0202, 0x0101]],
    ['with one twice', [0x0201, 0x0202, 0x0202]],
    ['of unknown ones', [0x7777]],
  ];
  for (const [what, suiteIds] of lists) {
    test(`refuses a suite list ${what}`, () => assert.throws(() => hear({ suiteIds }), failed));
  }

  test('refuses a payload that is not an introduction', () => {
    assert.throws(() => hear(new Uint8Array(0)), failed);
    assert.throws(() => hear(new Uint8Array(100)), failed);
    const { packet } = initiate(callerOf(alice, bob));
    const honest = new ScriptedResponder(partyOf(bob), packet).introduction();
    assert.throws(() => hear(concatBytes(honest, Uint8Array.of(0))), failed);
    for (const length of [0, 1, 10, honest.length - 1]) assert.throws(() => hear(honest.slice(0, length)), failed);
  });

  test('refuses a certificate that has expired, is not valid yet or is damaged', () => {
    const [expired, early] = [validFrom(bob, -10, -1), validFrom(bob, 1, 10)];
    assert.throws(() => hear({}, expired), { code: 'CERTIFICATE_INVALID', message: /expired/u });
    assert.throws(() => hear({}, early), { code: 'CERTIFICATE_INVALID', message: /not valid yet/u });
    const damaged = bob.certificate.encoded.slice();
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    assert.throws(() => hear({ certificate: damaged }), { code: 'CERTIFICATE_INVALID' });
    assert.throws(() => hear({ certificate: new Uint8Array(0) }), { code: 'CERTIFICATE_INVALID' });
  });

  const confirmations: readonly (readonly [string, Uint8Array | Partial<Confirmation>])[] = [
    ['another policy', { policy: 'either' }],
    ['fewer suites', { suiteIds: [0x0201] }],
    ['suites in another order', { suiteIds: [0x0202, 0x0201] }],
    ['no keys', { keys: [] }],
    ['one key only', { keys: [{ source: 'qkd', keyId: 'a' }] }],
    ['keys in another order', { keys: ['b', 'a'].map((keyId) => ({ source: 'qkd', keyId })) }],
    ['one key more', { keys: ['a', 'b', 'c'].map((keyId) => ({ source: 'qkd', keyId })) }],
    [
      'a key of another source',
      { keys: ['a', 'b'].map((keyId) => ({ source: keyId === 'a' ? 'usb' : 'qkd', keyId })) },
    ],
    ['nothing', new Uint8Array(0)],
    ['rubbish', new Uint8Array(50)],
  ];
  /** Runs until the confirmation, which comes with the right keys. */
  function hearConfirmation(said: Uint8Array | Partial<Confirmation>): void {
    const keys = [sharedKey('a', 1), sharedKey('b', 2)];
    const { packet, next } = initiate(callerOf(alice, bob));
    const liar = new ScriptedResponder(partyOf(bob), packet);
    const introduction = next.receive(liar.introduce()).send(keys);
    const heard = liar.hearIntroduction(introduction.packet);
    liar.mix(keys, '', '');
    const honest = { keys: heard.keys };
    introduction.next.receive(liar.confirm(said instanceof Uint8Array ? said : { ...honest, ...said }));
  }
  test('is established by an honest confirmation', () => hearConfirmation({}));
  for (const [what, said] of confirmations) {
    test(`refuses a confirmation with ${what}`, () => assert.throws(() => hearConfirmation(said), failed));
  }
});

describe('policies', () => {
  const policies: readonly KeyPolicy[] = ['require-pqc', 'require-both', 'require-qkd', 'either'];
  const wanting: readonly KeyPolicy[] = ['require-both', 'require-qkd'];

  for (const own of policies) {
    for (const peers of policies) {
      const needsKey = wanting.includes(own) || wanting.includes(peers);
      test(`${own} calling ${peers} ${needsKey ? 'fails closed without a key' : 'needs no key'} and takes one`, () => {
        const [caller, callee] = [callerOf(alice, bob, { policy: own }), partyOf(bob, { policy: peers })];
        for (const run of [runXX, runIK]) {
          const withKey = run(caller, callee, [sharedKey('k')]);
          agreement(withKey);
          assert.deepEqual([withKey.initiator.peerPolicy, withKey.responder.peerPolicy], [peers, own]);
          if (needsKey) assert.throws(() => run(caller, callee), { code: 'QKD_KEY_REQUIRED' });
          else agreement(run(caller, callee));
        }
        const { packet, next } = initiate(caller);
        const start = answerOpening(callee, packet);
        assert.ok(start.pattern === 'XXpsk4');
        assert.equal(next.receive(start.packet).wantsSharedKey, needsKey);
      });
    }
  }

  test('a missing key can still be brought: the failed step changed nothing', () => {
    const callee = partyOf(bob, { policy: 'require-qkd' });
    const { packet, next } = initiate(callerOf(alice, bob));
    const start = answerOpening(callee, packet);
    assert.ok(start.pattern === 'XXpsk4');
    const choosing = next.receive(start.packet);
    assert.throws(() => choosing.send([]), {
      code: 'QKD_KEY_REQUIRED',
      details: { peer: bob.peerId, policy: 'require-qkd' },
    });
    const introduction = choosing.send([sharedKey('k')]);
    const confirmation = start.next.receive(introduction.packet).send([sharedKey('k')]);
    agreement({ initiator: introduction.next.receive(confirmation.packet), responder: confirmation.established });
  });

  test('a responder that demands a key only after IKpsk2 has none gets no channel', () => {
    const opening = initiateWithCertificate(callerOf(alice, bob), bob.certificate);
    const liar = new ScriptedResponder(partyOf(bob), opening.packet);
    liar.mix([], '', '');
    assert.throws(() => opening.next.receive(liar.confirm({ policy: 'require-both' })), { code: 'QKD_KEY_REQUIRED' });
  });
});

describe('shared keys', () => {
  test('that differ in one bit make the handshake fail, on the side of the initiator', () => {
    const [right, wrong] = [sharedKey('k', 0x10), sharedKey('k', 0x11)];
    for (const run of [runXX, runIK])
      assert.throws(() => run(callerOf(alice, bob), partyOf(bob), [right], [wrong]), failed);
  });

  test('are bound to the names of both ends', () => {
    const callee = partyOf(bob, { endpoint: 'sae-b' });
    const opening = initiateWithCertificate(callerOf(alice, bob), bob.certificate, [sharedKey('k')], 'sae-c');
    const start = answerOpening(callee, opening.packet);
    assert.ok(start.pattern === 'IKpsk2');
    const { packet } = start.next.send([sharedKey('k')]);
    assert.throws(() => opening.next.receive(packet), failed);
  });

  test('are four at most', () => {
    const keys = (count: number): ReturnType<typeof sharedKey>[] =>
      Array.from({ length: count }, (_, index) => sharedKey(`${index}`, index));
    for (const run of [runXX, runIK]) {
      const handshake = run(callerOf(alice, bob), partyOf(bob), keys(4));
      agreement(handshake);
      assert.equal(handshake.responder.sharedKeys.length, 4);
      assert.throws(() => run(callerOf(alice, bob), partyOf(bob), keys(5)), failed);
    }
  });
});

describe('IKpsk2', () => {
  test('is not begun with a certificate that is not current or of another device', () => {
    const caller = callerOf(alice, bob);
    const begin = (identity: DeviceIdentity): unknown => initiateWithCertificate(caller, identity.certificate);
    assert.throws(() => begin(validFrom(bob, -10, -1)), { code: 'CERTIFICATE_INVALID' });
    assert.throws(() => begin(validFrom(bob, 1, 2)), { code: 'CERTIFICATE_INVALID' });
    assert.throws(() => begin(mallory), { code: 'PEER_ID_MISMATCH' });
  });

  test('is not begun where the certificate leads to another suite', () => {
    const limited = recertified(bob, { suiteIds: [0x0202] });
    assert.throws(() => initiateWithCertificate(callerOf(alice, limited), limited.certificate), failed);
    const maximum = new Cast('maximum').get('x');
    assert.throws(() => initiateWithCertificate(callerOf(alice, maximum), maximum.certificate), failed);
  });

  test('is not begun without the key that the own policy wants', () => {
    const caller = callerOf(alice, bob, { policy: 'require-both' });
    assert.throws(() => initiateWithCertificate(caller, bob.certificate), { code: 'QKD_KEY_REQUIRED' });
  });

  test('says who the initiator is only under the responder’s keys', () => {
    const { packet, next } = initiateWithCertificate(callerOf(alice, bob), bob.certificate);
    assert.ok(next instanceof AwaitingConfirmation);
    for (const part of [alice.certificate.dhPublicKey, alice.certificate.encoded.subarray(0, 32)])
      assert.equal(Buffer.from(packet).indexOf(part), -1);
    assert.throws(() => new ScriptedResponder(partyOf(mallory), packet, bob.peerId), failed);
  });
});
