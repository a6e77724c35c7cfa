import assert from 'node:assert/strict';
import test from 'node:test';
import { type DhName, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { backends } from './backends.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const P25519 = 2n ** 255n - 19n;
const P448 = 2n ** 448n - 2n ** 224n - 1n;

function littleEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}

/** Every encoding of a u-coordinate of low order on either curve or its twist: RFC 7748 §6 asks to refuse them. */
const lowOrderPoints: Readonly<Record<DhName, readonly Uint8Array[]>> = {
  X25519: [
    0n,
    1n,
    P25519 - 1n,
    P25519,
    P25519 + 1n,
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ].flatMap((u) => [littleEndian(u, 32), littleEndian(u + 2n ** 255n, 32)]),
  X448: [0n, 1n, P448 - 1n, P448, P448 + 1n].map((u) => littleEndian(u, 56)),
};

// RFC 7748 §5.2: the value after one and after a thousand iterations.
const iterated: Readonly<Record<DhName, { readonly start: string; readonly after: ReadonlyMap<number, string> }>> = {
  X25519: {
    start: `09${'00'.repeat(31)}`,
    after: new Map([
      [1, '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079'],
      [1_000, '684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51'],
    ]),
  },
  X448: {
    start: `05${'00'.repeat(55)}`,
    after: new Map([
      [
        1,
        '3f482c8a9f19b01e6c46ee9711d9dc14fd4bf67af30765c2ae2b846a4d23a8cd0db897086239492caf350b51f833868b9bc2b3bca9cf4113',
      ],
      [
        1_000,
        'aa3b4749d55b9daf1e5b00288826c467274ce3ebbdd5c17b975e09d4af6c67cf10d087202db88286e2b79fceea3ec353ef54faa26e219f38',
      ],
    ]),
  },
};

for (const backend of backends) {
  for (const name of ['X25519', 'X448'] as const) {
    const dh = backend.diffieHellman(name);

    test(`${backend.name} ${name} gives both sides one secret`, () => {
      const [alice, bob] = [dh.generate(), dh.generate()];
      const secret = alice.diffieHellman(dh.importPublicKey(bob.publicKey.bytes));
      assert.equal(secret.length, dh.keyBytes);
      assert.equal(toHex(bob.diffieHellman(alice.publicKey).expose()), toHex(secret.expose()));
      assert.notEqual(toHex(alice.publicKey.bytes), toHex(bob.publicKey.bytes));
    });

    test(`${backend.name} ${name} iterates as RFC 7748 §5.2 says`, () => {
      const { start, after } = iterated[name];
      const last = backend.name === 'native' ? Math.max(...after.keys()) : 1;
      let [scalar, u]: Uint8Array[] = [fromHex(start), fromHex(start)];
      for (let round = 1; round <= last; round++) {
        assert.ok(scalar !== undefined && u !== undefined);
        const next = dh.fromPrivateBytes(scalar).diffieHellman(dh.importPublicKey(u)).expose();
        [scalar, u] = [Uint8Array.from(next), scalar];
        const expected = after.get(round);
        if (expected !== undefined) assert.equal(toHex(next), expected);
      }
    });

    test(`${backend.name} ${name} refuses every low-order point`, () => {
      const key = dh.generate();
      for (const point of lowOrderPoints[name]) {
        assertRefused('CRYPTO_KEY_INVALID', () => key.diffieHellman(dh.importPublicKey(point)));
      }
    });

    test(`${backend.name} ${name} exports the private key that it imports`, () => {
      const key = dh.generate();
      const again = dh.fromPrivateBytes(key.exportPrivateBytes().expose());
      assert.equal(toHex(again.publicKey.bytes), toHex(key.publicKey.bytes));
    });

    test(`${backend.name} ${name} refuses keys of another length`, () => {
      for (const length of [0, 1, dh.keyBytes - 1, dh.keyBytes + 1, 32 + 56 - dh.keyBytes]) {
        assertRefused('CRYPTO_LENGTH_INVALID', () => dh.importPublicKey(new Uint8Array(length)));
        assertRefused('CRYPTO_LENGTH_INVALID', () => dh.fromPrivateBytes(new Uint8Array(length)));
      }
    });

    test(`${backend.name} ${name} keeps its own copy of a public key`, () => {
      const source = Uint8Array.from(dh.generate().publicKey.bytes);
      const key = dh.importPublicKey(source);
      const before = toHex(key.bytes);
      source.fill(0);
      assert.equal(toHex(key.bytes), before);
    });
  }

  test(`${backend.name} refuses a key of the other curve`, () => {
    const x448 = backend.diffieHellman('X448').generate();
    assertRefused('CRYPTO_KEY_INVALID', () => backend.diffieHellman('X25519').generate().diffieHellman(x448.publicKey));
    assertRefused('CRYPTO_UNSUPPORTED', () => backend.diffieHellman('P-256' as DhName));
  });
}

test('a key of one backend agrees with a public key object of the other', () => {
  for (const name of ['X25519', 'X448'] as const) {
    const native = nativeBackend.diffieHellman(name).generate();
    const portable = portableBackend.diffieHellman(name).generate();
    const secret = native.diffieHellman(portable.publicKey);
    assert.equal(toHex(portable.diffieHellman(native.publicKey).expose()), toHex(secret.expose()));
  }
});
