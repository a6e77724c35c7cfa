import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import type { EstablishedHandshake } from '../../src/handshake/established-handshake.ts';
import { Cast, callerOf, partyOf, runIK, runXX, sharedKey } from './product-parties.ts';

const cast = new Cast();
const [caller, callee] = [callerOf(cast.get('alice'), cast.get('bob')), partyOf(cast.get('bob'))];
const { initiator, responder } = runXX(caller, callee);

function exported(side: EstablishedHandshake, label: string, bytes: number): string {
  return Buffer.from(side.exportSecret(label, bytes).expose()).toString('hex');
}

describe('secrets of a finished handshake', () => {
  test('are the same on both sides, as often as they are asked for', () => {
    for (const label of ['a', 'b', '', 'ü'.repeat(300)]) {
      for (const bytes of [1, 32, 64, 65, 1000]) {
        const secret = exported(initiator, label, bytes);
        assert.equal(secret.length, 2 * bytes);
        assert.equal(exported(responder, label, bytes), secret);
        assert.equal(exported(initiator, label, bytes), secret);
      }
    }
  });

  test('differ from label to label and from session to session', () => {
    const sessions = [initiator, runXX(caller, callee).initiator, runIK(caller, callee).responder];
    const withKey = runXX(caller, callee, [sharedKey('k')]).responder;
    const secrets = [...sessions, withKey].flatMap((session) =>
      ['a', 'b', 'ab', ''].map((label) => exported(session, label, 32)),
    );
    assert.equal(new Set(secrets).size, 16);
  });

  test('have at most the length that HKDF gives', () => {
    assert.equal(exported(initiator, 'long', 255 * 64).length, 2 * 255 * 64);
    for (const bytes of [255 * 64 + 1, 0, -1, 1.5])
      assert.throws(() => initiator.exportSecret('long', bytes), { code: 'ARGUMENT_INVALID' });
  });

  test('don’t show in print', () => {
    const secret = initiator.exportSecret('a', 32);
    assert.equal(inspect(secret).includes('hidden'), true);
    assert.equal(inspect(initiator, { depth: 10 }).includes('#'), false);
  });
});

describe('the handshake hash', () => {
  test('is the same on both sides and names this session', () => {
    assert.equal(initiator.handshakeHash.length, 64);
    assert.deepEqual(initiator.handshakeHash, responder.handshakeHash);
    assert.notDeepEqual(runXX(caller, callee).initiator.handshakeHash, initiator.handshakeHash);
  });

  test('is handed out as a copy', () => {
    const before = Buffer.from(initiator.handshakeHash);
    initiator.handshakeHash.fill(0);
    assert.deepEqual(Buffer.from(initiator.handshakeHash), before);
    assert.equal(exported(initiator, 'a', 32), exported(responder, 'a', 32));
  });
});

test('a disposed handshake has no secrets any more, but still says what it was', () => {
  const handshake = runXX(caller, callee);
  const { handshakeHash } = handshake.initiator;
  handshake.initiator[Symbol.dispose]();
  assert.throws(() => handshake.initiator.exportSecret('a', 32), { code: 'HANDSHAKE_OUT_OF_ORDER' });
  assert.deepEqual(handshake.initiator.handshakeHash, handshakeHash);
  assert.equal(handshake.initiator.peerId, cast.get('bob').peerId);
  assert.equal(exported(handshake.responder, 'a', 32).length, 64);
});
