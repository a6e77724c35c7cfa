import assert from 'node:assert/strict';
import test from 'node:test';
import { type Clock, SecretBytes, systemClock } from '../../src/base/index.ts';
import { type CryptoBackend, nativeBackend, runSelfTests, selfTestNames } from '../../src/crypto/index.ts';
import { backends } from './backends.ts';
import { flipped } from './damage.ts';

const kinds = ['kem', 'diffieHellman', 'signature', 'aead', 'hash'] as const;

/** Names of everything that failed. */
function failures(backend: CryptoBackend): readonly string[] {
  return runSelfTests(backend, systemClock)
    .filter(({ ok }) => !ok)
    .map(({ primitive }) => primitive);
}

type Method = (...input: unknown[]) => unknown;

function memberOf(target: object, property: PropertyKey): unknown {
  return Reflect.get(target, property, target);
}

function isMethod(member: unknown): member is Method {
  return typeof member === 'function';
}

/** One bit of a result changed, whatever kind of result it is; objects are wrapped, so that their results are too. */
function broken(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (value instanceof Uint8Array) return value.length === 0 ? value : flipped(value, 0);
  if (value instanceof SecretBytes) return SecretBytes.take(flipped(value.expose(), 0));
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const wrapped = new Proxy(value, {
    get: (target, property) => {
      const member = memberOf(target, property);
      return isMethod(member)
        ? (...input: unknown[]) => broken(member.apply(target, input), seen)
        : broken(member, seen);
    },
  });
  seen.set(value, wrapped);
  return wrapped;
}

/** The native backend in which everything that one algorithm returns has a wrong bit. */
function backendWithBroken(kind: (typeof kinds)[number], name: string): CryptoBackend {
  return new Proxy(nativeBackend, {
    get: (target, property) => {
      const member = memberOf(target, property);
      if (property !== kind || !isMethod(member)) return member;
      return (asked: string) => (asked === name ? broken(member(asked)) : member(asked));
    },
  });
}

for (const backend of backends) {
  test(`every primitive of the ${backend.name} backend passes its test`, (t) => {
    const results = runSelfTests(backend, systemClock);
    assert.deepEqual(
      results.filter(({ ok }) => !ok),
      [],
    );
    assert.equal(new Set(results.map(({ primitive }) => primitive)).size, results.length);
    const totalMs = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
    t.diagnostic(`${results.length} primitives in ${totalMs.toFixed(0)} ms`);
  });
}

const algorithms = {
  kem: ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024', 'X-Wing', 'X25519+ML-KEM-512', 'X448+ML-KEM-1024'],
  diffieHellman: ['X25519', 'X448'],
  signature: [
    'Ed25519',
    'Ed448',
    'ML-DSA-44',
    'ML-DSA-65',
    'ML-DSA-87',
    'MLDSA65-Ed25519-SHA512',
    'MLDSA87-Ed448-SHAKE256',
  ],
  aead: ['AES-256-GCM', 'ChaCha20-Poly1305'],
  hash: ['SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512', 'BLAKE2s', 'BLAKE2b'],
} as const;

for (const kind of kinds) {
  for (const name of algorithms[kind]) {
    test(`a broken ${name} fails its test, and nothing throws`, () => {
      const failed = failures(backendWithBroken(kind, name));
      assert.ok(failed.includes(name), `failed: ${failed.join(', ')}`);
      const expected = new Set([name, `HMAC-${name}`, `HKDF-${name}`]);
      assert.deepEqual(
        failed.filter((primitive) => !expected.has(primitive)),
        [],
        'nothing else fails',
      );
    });
  }
}

test('a broken SHA-256, HMAC or HKDF is found, each by its own test', () => {
  assert.ok(failures(backendWithBroken('hash', 'SHA-256')).includes('SHA-256'));
  for (const [method, primitive] of [
    ['hmac', 'HMAC-SHA-512'],
    ['hkdf', 'HKDF-SHA-512'],
    ['stream', 'SHA-512'],
    ['digest', 'SHA-512'],
  ] as const) {
    const hash = nativeBackend.hash('SHA-512');
    const changed = new Proxy(hash, {
      get: (target, property) => {
        const member = memberOf(target, property);
        if (!isMethod(member)) return member;
        return (...input: unknown[]) => {
          const output = member.apply(target, input);
          return property === method ? broken(output) : output;
        };
      },
    });
    const backend = {
      ...nativeBackend,
      hash: (name) => (name === 'SHA-512' ? changed : nativeBackend.hash(name)),
    } satisfies CryptoBackend;
    assert.deepEqual(failures(backend), [primitive]);
  }
});

test('accepting everything, or refusing nothing, fails too', () => {
  const gcm = nativeBackend.aead('AES-256-GCM');
  const credulous: CryptoBackend = {
    ...nativeBackend,
    aead: (name) => ({
      name,
      keyBytes: gcm.keyBytes,
      nonceBytes: gcm.nonceBytes,
      tagBytes: gcm.tagBytes,
      sealOnce: (...input) => nativeBackend.aead(name).sealOnce(...input),
      openOnce: (...input) => nativeBackend.aead(name).openOnce(...input),
      importKey: (bytes) => {
        const key = nativeBackend.aead(name).importKey(bytes);
        return {
          algorithm: name,
          seal: (...input) => key.seal(...input),
          sealInto: (...input) => key.sealInto(...input),
          open: (nonce, unverified, associatedData) => {
            try {
              return key.open(nonce, unverified, associatedData);
            } catch {
              return new Uint8Array(unverified.length - 16);
            }
          },
          openInto: (...input) => key.openInto(...input),
          wipe: () => key.wipe(),
        };
      },
    }),
    signature: (name) => {
      const scheme = nativeBackend.signature(name);
      const yes = (bytes: Uint8Array) => ({ algorithm: name, bytes, verify: () => true });
      return {
        ...lengthsOf(scheme),
        generate: () => scheme.generate(),
        fromSecret: (secret) => scheme.fromSecret(secret),
        importPublicKey: yes,
      };
    },
  };
  assert.deepEqual(failures(credulous).toSorted(), [...algorithms.aead, ...algorithms.signature].toSorted());
});

function lengthsOf({ name, publicKeyBytes, secretBytes, signatureBytes }: ReturnType<CryptoBackend['signature']>) {
  return { name, publicKeyBytes, secretBytes, signatureBytes };
}

test('a backend that has nothing fails everything, and durations come from the clock', () => {
  const nothing = (): never => {
    throw new RangeError('there is none');
  };
  const empty: CryptoBackend = {
    ...nativeBackend,
    kem: nothing,
    diffieHellman: nothing,
    signature: nothing,
    aead: nothing,
    hash: nothing,
  };
  let nowMs = 0;
  const clock: Clock = { ...systemClock, monotonicMs: () => (nowMs += 5) };
  for (const { ok, durationMs } of runSelfTests(empty, clock)) assert.deepEqual([ok, durationMs], [false, 5]);
});

test('the fast forms of SLH-DSA sign with published keys, and are found out when they verify under others', (t) => {
  const names = selfTestNames('slow').filter((name) => name.endsWith('f'));
  assert.equal(names.length, 6);
  for (const { primitive, ok, durationMs } of runSelfTests(nativeBackend, systemClock, names)) {
    t.diagnostic(`${primitive}: ${durationMs.toFixed(0)} ms`);
    assert.equal(ok, true, primitive);
  }
  const [name] = names;
  assert.ok(name !== undefined);
  const [result] = runSelfTests(backendWithBroken('signature', name), systemClock, [name]);
  assert.equal(result?.ok, false);
});
