import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { equalPublicBytes } from '../../src/base/index.ts';
import { cipherSuiteById, nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, renewIdentity } from '../../src/handshake/device-identity.ts';
import type { Introduction } from '../../src/handshake/handshake-payload.ts';
import { initiate, initiateWithCertificate } from '../../src/handshake/initiator.ts';
import type { FetchingKeys } from '../../src/handshake/responder.ts';
import type { NamedSharedKey } from '../../src/handshake/shared-key-mix.ts';
import {
  agreement,
  answerOpening,
  Cast,
  callerOf,
  NOW_MS,
  partyOf,
  runXX,
  sharedKey,
  validFrom,
} from './product-parties.ts';
import { ScriptedInitiator, scriptedIkOpening } from './scripted-peer.ts';

const cast = new Cast();
const [alice, bob, mallory] = [cast.get('alice'), cast.get('bob'), cast.get('mallory')];
const failed = { code: 'HANDSHAKE_FAILED' };
const invalid = { code: 'CERTIFICATE_INVALID' };

/** The responder's side of XXpsk4 up to the introduction of an initiator that says `said`. */
function hearXX(said: Uint8Array | Partial<Introduction>, identity: DeviceIdentity = alice): FetchingKeys {
  const caller = new ScriptedInitiator(callerOf(identity, bob));
  const start = answerOpening(partyOf(bob), caller.opening);
  assert.ok(start.pattern === 'XXpsk4');
  caller.hearIntroduction(start.packet);
  return start.next.receive(caller.introduce(said));
}

/** The same in IKpsk2, where the introduction is in the opening. */
function hearIK(said: Partial<Introduction>, identity: DeviceIdentity = alice): FetchingKeys {
  const opening = scriptedIkOpening(callerOf(identity, bob), bob, (honest) => ({ ...honest, ...said }));
  const start = answerOpening(partyOf(bob), opening);
  assert.ok(start.pattern === 'IKpsk2');
  return start.next;
}

describe('a responder', () => {
  test('answers nobody who does not know its PeerId', () => {
    assert.throws(() => answerOpening(partyOf(bob), initiate(callerOf(alice, mallory)).packet), failed);
    for (const bytes of [new Uint8Array(0), new Uint8Array(22), Buffer.from('GET / HTTP/1.1\r\n\r\n')])
      assert.throws(() => answerOpening(partyOf(bob), bytes), failed);
  });

  test('knows who calls before it says yes, and can say no by silence', () => {
    const { peer } = hearXX({ endpoint: 'sae-a', policy: 'either', keys: [{ source: 'qkd', keyId: 'k' }] });
    assert.equal(peer.peerId, alice.peerId);
    assert.deepEqual([peer.endpoint, peer.policy, peer.keys], ['sae-a', 'either', [{ source: 'qkd', keyId: 'k' }]]);
    assert.deepEqual(peer.suiteIds, [0x0201, 0x0202]);
  });

  for (const [pattern, hear] of [['XXpsk4', hearXX] as const, ['IKpsk2', hearIK] as const]) {
    describe(`that is lied to in ${pattern}`, () => {
      test('goes on after an honest introduction: the refusals below have their own reasons', () => {
        assert.equal(hear({}).peer.peerId, alice.peerId);
        hear({}).send([]);
      });

      test('refuses another device’s certificate', () => {
        assert.throws(() => hear({ certificate: mallory.certificate.encoded }), { ...invalid, message: /other keys/u });
        for (const stolen of [{ dh: mallory.dh }, { kem: mallory.kem }])
          assert.throws(() => hear({}, { ...alice, ...stolen }), { ...invalid, message: /other keys/u });
      });

      test('refuses a certificate that has expired, is not valid yet or is damaged', () => {
        assert.throws(() => hear({}, validFrom(alice, -10, -1)), { ...invalid, message: /expired/u });
        assert.throws(() => hear({}, validFrom(alice, 1, 10)), { ...invalid, message: /not valid yet/u });
        const damaged = alice.certificate.encoded.with(100, (alice.certificate.encoded[100] ?? 0) ^ 1);
        assert.throws(() => hear({ certificate: damaged }), invalid);
      });

      for (const suiteIds of [[0x0201], [0x0202], [0x0202, 0x0201], [0x0201, 0x0202, 0x0301], [0x0201, 0x0999]]) {
        test(`refuses the suite list ${suiteIds.map((id) => id.toString(16)).join(', ')}`, () => {
          assert.throws(() => hear({ suiteIds }), failed);
        });
      }

      test('refuses too many keys, a key twice, and names beyond the limits', () => {
        const keys = (count: number): Introduction['keys'] =>
          Array.from({ length: count }, (_, index) => ({ source: 'qkd', keyId: `${index}` }));
        assert.equal(hear({ keys: keys(4) }).peer.keys.length, 4);
        assert.throws(() => hear({ keys: keys(5) }), failed);
        assert.throws(() => hear({ keys: [...keys(1), ...keys(1)] }), failed);
        assert.throws(() => hear({ keys: [{ source: 'qkd', keyId: 'k'.repeat(65) }] }), failed);
        assert.throws(() => hear({ endpoint: 'e'.repeat(256) }), failed);
      });

      test('refuses a policy of which one key is wanted and none named', () => {
        for (const policy of ['require-both', 'require-qkd'] as const)
          assert.throws(() => hear({ policy }).send([]), {
            code: 'QKD_KEY_REQUIRED',
            details: { peer: alice.peerId, policy },
          });
      });
    });
  }

  test('refuses a later suite than the first that both have', () => {
    const caller = new ScriptedInitiator(callerOf(alice, bob), cipherSuiteById(0x0202));
    const start = answerOpening(partyOf(bob), caller.opening);
    assert.ok(start.pattern === 'XXpsk4');
    caller.hearIntroduction(start.packet);
    assert.throws(() => start.next.receive(caller.introduce()), failed);
  });

  test('refuses a payload that is not an introduction', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(1), new Uint8Array(500).fill(1)])
      assert.throws(() => hearXX(bytes), failed);
  });

  test('reads no IKpsk2 opening made for static keys it no longer has, and XXpsk4 still works', () => {
    const renewed = renewIdentity(nativeBackend, bob, NOW_MS);
    const stale = initiateWithCertificate(callerOf(alice, bob), bob.certificate);
    assert.throws(() => answerOpening(partyOf(renewed), stale.packet), failed);
    agreement(runXX(callerOf(alice, bob), partyOf(renewed)));
  });
});

describe('the keys that were named', () => {
  const named = [sharedKey('a', 1), sharedKey('b', 2)];

  const incomplete: readonly (readonly [string, readonly NamedSharedKey[]])[] = [
    ['none of them', []],
    ['only the first', named.slice(0, 1)],
    ['only the last', named.slice(1)],
    ['them in another order', named.toReversed()],
    ['one more', [...named, sharedKey('c', 3)]],
    ['another in place of one', [sharedKey('a', 1), sharedKey('c', 2)]],
    ['one of another source', [sharedKey('a', 1), sharedKey('b', 2, 'usb')]],
  ];
  for (const [what, fetched] of incomplete) {
    test(`are not confirmed with ${what}, and can be brought after that`, () => {
      const { packet, next } = initiate(callerOf(alice, bob));
      const start = answerOpening(partyOf(bob), packet);
      assert.ok(start.pattern === 'XXpsk4');
      const introduction = next.receive(start.packet).send(named);
      const fetching = start.next.receive(introduction.packet);
      assert.throws(() => fetching.send(fetched), {
        code: 'QKD_KEY_REQUIRED',
        details: { peer: alice.peerId, policy: 'require-pqc' },
      });
      const { packet: confirmation, established } = fetching.send(named);
      agreement({ initiator: introduction.next.receive(confirmation), responder: established });
    });
  }
});

describe('replayed openings', () => {
  test('of XXpsk4 are answered differently, and lead nowhere', () => {
    const { packets } = runXX(callerOf(alice, bob), partyOf(bob));
    const [opening, introduction, answer] = packets;
    assert.ok(opening !== undefined && introduction !== undefined && answer !== undefined);
    const again = answerOpening(partyOf(bob), opening);
    assert.ok(again.pattern === 'XXpsk4');
    assert.equal(equalPublicBytes(again.packet, introduction), false);
    assert.throws(() => again.next.receive(answer), failed);
  });

  test('of IKpsk2 give each session other keys, which the replayer does not get', () => {
    const opening = initiateWithCertificate(callerOf(alice, bob), bob.certificate);
    const [first, second] = [answerOpening(partyOf(bob), opening.packet), answerOpening(partyOf(bob), opening.packet)];
    assert.ok(first.pattern === 'IKpsk2' && second.pattern === 'IKpsk2');
    const [right, replayed] = [first.next.send([]), second.next.send([])];
    const initiator = opening.next.receive(right.packet);
    const fingerprint = agreement({ initiator, responder: right.established });
    using other = replayed.established.exportSecret('agreement', 32);
    assert.equal(fingerprint.endsWith(Buffer.from(other.expose()).toString('hex')), false);
    assert.throws(() => opening.next.receive(replayed.packet), { code: 'HANDSHAKE_OUT_OF_ORDER' });
  });

  test('are for one responder only', () => {
    for (const opening of [
      initiate(callerOf(alice, bob)).packet,
      initiateWithCertificate(callerOf(alice, bob), bob.certificate).packet,
    ])
      assert.throws(() => answerOpening(partyOf(mallory), opening), failed);
  });
});
