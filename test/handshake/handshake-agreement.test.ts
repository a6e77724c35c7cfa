import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cipherSuiteById, cipherSuites } from '../../src/crypto/index.ts';
import { assertSuiteAgreed, checkConfirmation, checkIntroduction } from '../../src/handshake/handshake-agreement.ts';
import type { Introduction } from '../../src/handshake/handshake-payload.ts';
import type { NoisePublicKeys } from '../../src/handshake/noise-keys.ts';
import { Cast, NOW_MS, partyOf } from './product-parties.ts';

const seed = Number(process.env['SEED'] ?? 20_261_207);
const cast = new Cast();
const [alice, bob] = [cast.get('alice'), cast.get('bob')];
const malformed = { code: 'MALFORMED' };
const invalid = { code: 'CERTIFICATE_INVALID' };

describe('an introduction', () => {
  const statics: NoisePublicKeys = { dh: alice.dh.publicKey, kem: alice.kem.publicKey };
  const honest: Introduction = {
    policy: 'either',
    suiteIds: [0x0201, 0x0202],
    endpoint: 'sae-a',
    certificate: alice.certificate.encoded,
    keys: [{ source: 'qkd', keyId: 'k' }],
    word: Uint8Array.of(7),
  };

  test('that holds is what is known of the peer', () => {
    const { certificate, ...said } = honest;
    const peer = checkIntroduction(honest, statics, partyOf(bob));
    assert.deepEqual(peer.certificate.encoded, certificate);
    assert.deepEqual({ ...said, peerId: alice.peerId, certificate: peer.certificate }, peer);
  });

  test('is not believed about keys other than those in use', () => {
    const others: readonly (NoisePublicKeys | undefined)[] = [
      undefined,
      {},
      { dh: alice.dh.publicKey },
      { kem: alice.kem.publicKey },
      { dh: bob.dh.publicKey, kem: alice.kem.publicKey },
      { dh: alice.dh.publicKey, kem: bob.kem.publicKey },
    ];
    for (const keys of others) assert.throws(() => checkIntroduction(honest, keys, partyOf(bob)), invalid);
  });

  test('is not believed outside the certificate’s validity', () => {
    const { notBeforeSeconds, notAfterSeconds } = alice.certificate;
    const at = (wallMs: number): unknown => checkIntroduction(honest, statics, partyOf(bob, { wallMs }));
    for (const wallMs of [NOW_MS, notBeforeSeconds * 1000, notAfterSeconds * 1000]) at(wallMs);
    for (const wallMs of [notBeforeSeconds * 1000 - 1, notAfterSeconds * 1000 + 1])
      assert.throws(() => at(wallMs), invalid);
  });

  test('is checked for time even if the certificate is known from before', () => {
    const party = partyOf(bob);
    checkIntroduction(honest, statics, party);
    const later = { ...party, wallMs: alice.certificate.notAfterSeconds * 1000 + 1 };
    assert.throws(() => checkIntroduction(honest, statics, later), invalid);
  });

  test('has the suites of the certificate, in order', () => {
    for (const suiteIds of [[0x0201], [0x0202], [0x0202, 0x0201], [0x0201, 0x0202, 0x0201], []])
      assert.throws(() => checkIntroduction({ ...honest, suiteIds }, statics, partyOf(bob)), malformed);
  });
});

test(`the agreed suite is the initiator’s first that the responder has, by every pair of lists (seed ${seed})`, () => {
  const ids = cipherSuites.map((suite) => suite.id);
  const lists = fc.shuffledSubarray(ids);
  fc.assert(
    fc.property(lists, lists, fc.constantFrom(...ids), (ours, theirs, inUse) => {
      const both = new Set(theirs);
      let agreed: number | undefined;
      for (const id of ours.toReversed()) if (both.has(id)) agreed = id;
      const check = (): void => assertSuiteAgreed(cipherSuiteById(inUse), ours, theirs);
      if (agreed === inUse) check();
      else assert.throws(check, malformed);
    }),
    { seed, numRuns: 500 },
  );
});

describe('a confirmation', () => {
  const terms = { policy: 'require-both', suiteIds: [0x0201, 0x0202] } as const;
  const keys = [
    { source: 'qkd', keyId: 'a' },
    { source: 'usb', keyId: 'a' },
  ];

  const word = new Uint8Array(0);

  test('repeats what was said', () => {
    checkConfirmation({ ...terms, keys: keys.map((key) => ({ ...key })), word }, terms, keys);
    checkConfirmation({ ...terms, keys: [], word }, terms, []);
  });

  test('is refused with any difference', () => {
    const [a, b] = keys;
    assert.ok(a !== undefined && b !== undefined);
    const different = [
      { ...terms, keys, policy: 'either' as const },
      { ...terms, keys, suiteIds: [0x0201] },
      { ...terms, keys, suiteIds: [0x0202, 0x0201] },
      { ...terms, keys, suiteIds: [0x0201, 0x0202, 0x0301] },
      { ...terms, keys: [] },
      { ...terms, keys: [a] },
      { ...terms, keys: [b, a] },
      { ...terms, keys: [a, a] },
      { ...terms, keys: [a, b, a] },
      { ...terms, keys: [a, { ...b, keyId: 'A' }] },
    ];
    for (const said of different) assert.throws(() => checkConfirmation({ ...said, word }, terms, keys), malformed);
    assert.throws(() => checkConfirmation({ ...terms, keys, word }, terms, []), malformed);
  });
});
