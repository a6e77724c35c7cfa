import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import { type CipherSuite, type CryptoBackend, cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { RekeyChain } from '../../src/handshake/rekey-chain.ts';
import { decodeRekeyOffer } from '../../src/handshake/rekey-payload.ts';
import type { NamedSharedKey } from '../../src/handshake/shared-key-mix.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const high = cipherSuites[0] ?? assert.fail();
const hashNameOf = (suite: CipherSuite): 'sha256' | 'sha512' => (suite.hash === 'SHA-256' ? 'sha256' : 'sha512');
const ROOT = Buffer.alloc(64, 7);

function chainOf(
  suite: CipherSuite = high,
  backend: CryptoBackend = nativeBackend,
  root: Uint8Array = ROOT,
): RekeyChain {
  return new RekeyChain({
    backend,
    suite,
    root: SecretBytes.copyOf(root),
    handshakeHash: Buffer.alloc(64, 9),
    initiatorEndpoint: 'sae-a',
    responderEndpoint: 'sae-b',
  });
}

const named = (...keys: readonly string[]): NamedSharedKey[] =>
  keys.map((keyId) => ({ source: 'qkd', keyId, key: SecretBytes.copyOf(Buffer.alloc(32, keyId)) }));

interface Said {
  readonly offer: Uint8Array;
  readonly answer: Uint8Array;
  /** What the initiator's own keys and the answer give, computed without the chain. */
  readonly secrets: readonly [Uint8Array, Uint8Array];
}

function rekey(initiator: RekeyChain, responder: RekeyChain, keyIds: readonly string[] = [], suite = high): Said {
  const offered = initiator.offer(named(...keyIds));
  const offer = decodeRekeyOffer(offered.body, suite, nativeBackend);
  const answer = responder.answer(offered.body, offer, named(...keyIds));
  const dhBytes = nativeBackend.diffieHellman(suite.dh).keyBytes;
  const dh = offered.dh.diffieHellman(
    nativeBackend.diffieHellman(suite.dh).importPublicKey(answer.subarray(4, 4 + dhBytes)),
  );
  const kem = offered.kem.decapsulate(answer.subarray(4 + dhBytes));
  const secrets = [new Uint8Array(dh.expose()), new Uint8Array(kem.expose())] as const;
  initiator.finish(offered, answer);
  return { offer: offered.body, answer, secrets };
}

/** spec/records §8 with nothing but Buffers and HMAC: RFC 5869, one block of output. */
function slowRoot(
  hash: 'sha256' | 'sha512',
  root: Uint8Array,
  said: Said,
  transcript: Uint8Array,
  psk: Uint8Array,
): [Buffer, Buffer] {
  const digest = (...parts: readonly Uint8Array[]): Buffer => createHash(hash).update(Buffer.concat(parts)).digest();
  const field = (bytes: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
  const offered = digest(transcript, said.offer);
  const next = digest(offered, said.answer);
  const input = Buffer.concat([...said.secrets, psk].map(field));
  const pseudorandomKey = createHmac(hash, root).update(input).digest();
  const info = Buffer.concat([Buffer.from('qforge rekey v1'), next]);
  return [createHmac(hash, pseudorandomKey).update(info).update(Uint8Array.of(1)).digest(), next];
}

/** The psk of one key with spec/handshake §6, as above. */
function slowPsk(hash: 'sha256' | 'sha512', keyId: string, transcript: Uint8Array, offer: Uint8Array): Buffer {
  const field = (bytes: Uint8Array | string): Buffer => {
    const content = Buffer.from(bytes);
    return Buffer.concat([Buffer.from([content.length >> 8, content.length & 255]), content]);
  };
  const salt = createHash(hash).update(transcript).update(offer).digest();
  const list = ['qkd', keyId, 'sae-a', 'sae-b', Buffer.alloc(32, keyId)].map(field);
  const pseudorandomKey = createHmac(hash, salt)
    .update(Buffer.concat([Buffer.of(1), ...list]))
    .digest();
  return createHmac(hash, pseudorandomKey).update('qforge psk v1').update(Uint8Array.of(1)).digest().subarray(0, 32);
}

describe('a chain of rekeys', () => {
  for (const suite of cipherSuites) {
    test(`of ${suite.name} gives the roots of the specification`, () => {
      const hash = hashNameOf(suite);
      const [initiator, responder] = [chainOf(suite), chainOf(suite)];
      let root: Uint8Array = ROOT;
      let transcript: Uint8Array = Buffer.alloc(64, 9);
      for (const keyIds of [[], ['k1'], []]) {
        const said = rekey(initiator, responder, keyIds, suite);
        const [keyId] = keyIds;
        const psk = keyId === undefined ? Buffer.alloc(32) : slowPsk(hash, keyId, transcript, said.offer);
        [root, transcript] = slowRoot(hash, root, said, transcript, psk);
        assert.equal(hex(initiator.root.expose()), hex(root));
        assert.equal(hex(responder.root.expose()), hex(root));
      }
      assert.deepEqual([initiator.generation, responder.generation], [3, 3]);
    });
  }

  test('goes on between a native and a portable side', () => {
    const [initiator, responder] = [chainOf(high, portableBackend), chainOf(high, nativeBackend)];
    const offered = initiator.offer([]);
    const answer = responder.answer(offered.body, decodeRekeyOffer(offered.body, high, nativeBackend), []);
    initiator.finish(offered, answer);
    assert.equal(hex(initiator.root.expose()), hex(responder.root.expose()));
  });

  test('overwrites the old root, and at the end the last', () => {
    const [initiator, responder] = [chainOf(), chainOf()];
    const old = [initiator.root, responder.root];
    rekey(initiator, responder);
    for (const root of old) assert.throws(() => root.expose(), { code: 'SECRET_WIPED' });
    initiator[Symbol.dispose]();
    assert.throws(() => initiator.root.expose(), { code: 'SECRET_WIPED' });
  });

  test('heals: two sides with other roots never meet again, whatever they exchange', () => {
    const [initiator, responder] = [chainOf(), chainOf(high, nativeBackend, randomBytes(64))];
    rekey(initiator, responder);
    assert.notEqual(hex(initiator.root.expose()), hex(responder.root.expose()));
  });

  test('parts when one byte of what was said, or a shared key, is not the same on both sides', () => {
    for (const change of ['offer', 'answer', 'key'] as const) {
      const [initiator, responder] = [chainOf(), chainOf()];
      const offered = initiator.offer(named('k1'));
      const heard = new Uint8Array(offered.body);
      // A bit of the key's name, which no key exchange depends on.
      if (change === 'offer') heard[heard.length - 1] = (heard.at(-1) ?? 0) ^ 1;
      const keys = change === 'key' ? named('k2') : named('k1');
      const answer = responder.answer(heard, decodeRekeyOffer(heard, high, nativeBackend), keys);
      if (change === 'answer') answer[answer.length - 1] = (answer.at(-1) ?? 0) ^ 1;
      initiator.finish(offered, answer);
      assert.notEqual(hex(initiator.root.expose()), hex(responder.root.expose()), change);
    }
  });

  test('changes nothing when it fails', () => {
    const [initiator, responder] = [chainOf(), chainOf()];
    const before = hex(ROOT);
    const offered = initiator.offer([]);
    const offer = decodeRekeyOffer(offered.body, high, nativeBackend);
    const malformed = { code: 'MALFORMED', message: /another generation/u };
    assert.throws(() => responder.answer(offered.body, { ...offer, generation: 2 }, []), malformed);
    assert.throws(() => responder.answer(offered.body, { ...offer, generation: 0 }, []), malformed);
    const lowOrder = { code: 'CRYPTO_KEY_INVALID' };
    assert.throws(() => responder.answer(offered.body, { ...offer, dh: new Uint8Array(32) }, []), lowOrder);
    assert.throws(
      () => responder.answer(offered.body, { ...offer, kem: new Uint8Array(1184).fill(255) }, []),
      lowOrder,
    );
    assert.equal(hex(responder.root.expose()), before);
    const answer = responder.answer(offered.body, offer, []);
    const wrong = new Uint8Array(answer);
    wrong[3] = 9;
    assert.throws(() => initiator.finish(offered, wrong), malformed);
    assert.throws(() => initiator.finish(offered, answer.subarray(1)), { code: 'MALFORMED' });
    assert.deepEqual([hex(initiator.root.expose()), initiator.generation], [before, 0]);
    initiator.finish(offered, answer);
    assert.equal(hex(initiator.root.expose()), hex(responder.root.expose()));
  });
});
