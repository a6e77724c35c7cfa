import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeIntroduction, encodeIntroduction } from '../../src/handshake/handshake-payload.ts';
import { ownIntroduction } from '../../src/handshake/own-introduction.ts';
import { Cast, partyOf, recertified } from './product-parties.ts';

const cast = new Cast();

test('is what the party says of itself, and made once while it says the same', () => {
  const alice = cast.get('alice');
  const party = partyOf(alice);
  const introduction = ownIntroduction(party, []);
  const { certificate } = alice;
  const expected = { policy: party.policy, suiteIds: alice.suites.map(({ id }) => id), endpoint: party.endpoint };
  assert.deepEqual(
    introduction,
    encodeIntroduction({ ...expected, certificate: certificate.encoded, keys: [], word: new Uint8Array(0) }),
  );
  assert.equal(ownIntroduction(partyOf(alice), []), introduction);
});

test('follows whatever changes', () => {
  const alice = cast.get('alice');
  const said = (party: Parameters<typeof ownIntroduction>[0]): ReturnType<typeof decodeIntroduction> =>
    decodeIntroduction(ownIntroduction(party, []));
  assert.equal(said(partyOf(alice, { policy: 'either' })).policy, 'either');
  assert.equal(said(partyOf(alice, { policy: 'require-both' })).policy, 'require-both');
  assert.equal(said(partyOf(alice, { endpoint: 'sae-1' })).endpoint, 'sae-1');
  assert.equal(said(partyOf(alice)).endpoint, partyOf(alice).endpoint);
  const renewed = recertified(alice, { notAfterSeconds: 4e9 });
  assert.deepEqual(said(partyOf(renewed)).certificate, renewed.certificate.encoded);
  assert.deepEqual(said(partyOf(alice)).certificate, alice.certificate.encoded);
});

test('names keys, which are others every time', () => {
  const party = partyOf(cast.get('alice'));
  const keys = [{ source: 'qkd', keyId: 'a' }];
  assert.deepEqual(decodeIntroduction(ownIntroduction(party, keys)).keys, keys);
  assert.deepEqual(decodeIntroduction(ownIntroduction(party, [])).keys, []);
});
