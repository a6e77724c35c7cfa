import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import type { HashName, KemName } from '../../src/crypto/index.ts';
import { fixedCoins } from '../../src/crypto/known-answer.ts';
import { createPortableBackend, portableBackend } from '../../src/crypto/portable-backend.ts';
import { maskSource } from '../../tools/code-mask.ts';
import { parseImports } from '../../tools/imports.ts';
import { fromHex, toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

test('the portable backend names itself and refuses names that it does not have', () => {
  assert.equal(portableBackend.name, 'portable');
  for (const name of ['SHA-1', 'toString', '__proto__', '']) {
    assertRefused('CRYPTO_UNSUPPORTED', () => portableBackend.hash(name as HashName));
    assertRefused('CRYPTO_UNSUPPORTED', () => portableBackend.kem(name as KemName));
  }
});

test('everything random of a portable backend comes from its source, in the order of the calls', () => {
  const coins = fixedCoins(Uint8Array.from({ length: 64 + 32 + 32 + 56 }, (_, index) => index));
  const backend = createPortableBackend(coins);
  const kemKey = backend.kem('ML-KEM-768').generate();
  assert.equal(toHex(kemKey.exportSeed().expose()).slice(0, 4), '0001');
  const remaining = [coins.remaining];
  kemKey.publicKey.encapsulate();
  remaining.push(coins.remaining);
  assert.equal(toHex(backend.diffieHellman('X25519').generate().exportPrivateBytes().expose()).slice(0, 4), '6061');
  remaining.push(coins.remaining);
  backend.diffieHellman('X448').generate();
  assert.deepEqual([...remaining, coins.remaining], [120, 88, 56, 0]);
  assert.equal(backend.random, coins);
});

test('portable secrets are equal only to themselves', () => {
  const equalSecrets = (a: Uint8Array, b: Uint8Array): boolean => portableBackend.equalSecrets(a, b);
  const secret = fromHex('00ff0102030405060708090a0b0c0d0e');
  assert.ok(equalSecrets(secret, Uint8Array.from(secret)));
  assert.ok(equalSecrets(new Uint8Array(0), new Uint8Array(0)));
  for (const index of secret.keys()) {
    for (let bit = 0; bit < 8; bit++)
      assert.ok(!equalSecrets(secret, secret.with(index, (secret[index] ?? 0) ^ (1 << bit))));
  }
  assert.ok(!equalSecrets(secret, secret.subarray(1)));
  assert.ok(!equalSecrets(secret, Uint8Array.of(...secret, 0)));
  assert.ok(!equalSecrets(new Uint8Array(0), secret));
});

/** Every source that a source needs at run time, and what it imports from outside. */
function closure(entry: URL): { files: ReadonlySet<string>; outside: ReadonlySet<string> } {
  const files = new Set<string>();
  const outside = new Set<string>();
  const visit = (file: URL): void => {
    if (files.has(file.href)) return;
    files.add(file.href);
    for (const { specifier = '', typeOnly } of parseImports(readFileSync(file, 'utf8'))) {
      if (typeOnly) continue;
      if (specifier.startsWith('.')) visit(new URL(specifier, file));
      else outside.add(specifier);
    }
  };
  visit(entry);
  return { files, outside };
}

for (const entry of ['portable-backend.ts', 'hpke.ts']) {
  test(`nothing behind ${entry} is only in Node`, () => {
    const { files, outside } = closure(new URL(`../../src/crypto/${entry}`, import.meta.url));
    assert.deepEqual([...outside].filter(isBuiltin), []);
    for (const file of files) {
      const { code } = maskSource(readFileSync(fileURLToPath(file), 'utf8'));
      assert.doesNotMatch(code, /\b(?:Buffer|process|require)\b(?!')[.(]/u, file);
    }
    assert.ok(files.size > 5 || entry === 'hpke.ts');
  });
}
