import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { ML_KEM_KERNEL_LAYOUT as AT, type MlKemKernel, mlKemKernel } from '../../src/crypto/ml-kem-kernel.ts';
import { mlKemKernelBase64 } from '../../src/crypto/ml-kem-kernel-module.ts';
import { toHex } from './hex.ts';

const kernel = mlKemKernel() as MlKemKernel;
const ROUNDS = 100;

const hexAt = (offset: number, length: number): string => toHex(kernel.memory.slice(offset, offset + length));
const publicKey = (): string => hexAt(AT.publicKey, AT.publicKeyBytes);
const ciphertext = (): string => hexAt(AT.ciphertext, AT.ciphertextBytes);
const shared = (): string => hexAt(AT.shared, 32);

/** A seed in the kernel's memory, and what noble makes of it. */
function generated(seed: Uint8Array): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array } {
  kernel.memory.set(seed, AT.seed);
  kernel.generate();
  return ml_kem768.keygen(seed);
}

describe('the kernel of ML-KEM-768', () => {
  test('has its memory laid out as the program says', () => {
    const module = new WebAssembly.Module(Buffer.from(mlKemKernelBase64, 'base64'));
    const { exports } = new WebAssembly.Instance(module);
    const valueOf = (name: string): unknown => (exports[name] as WebAssembly.Global).value;
    assert.deepEqual(
      [valueOf('SEED_OFFSET'), valueOf('MESSAGE_OFFSET'), valueOf('SHARED_OFFSET'), valueOf('PUBLIC_OFFSET')],
      [AT.seed, AT.message, AT.shared, AT.publicKey],
    );
    assert.deepEqual(
      [valueOf('CIPHERTEXT_OFFSET'), valueOf('SECRET_OFFSET'), valueOf('EXPANDED_OFFSET')],
      [AT.ciphertext, AT.secret, AT.expanded],
    );
    assert.deepEqual(
      [valueOf('PUBLIC_BYTES'), valueOf('CIPHERTEXT_BYTES'), valueOf('SECRET_BYTES'), valueOf('EXPANDED_BYTES')],
      [AT.publicKeyBytes, AT.ciphertextBytes, AT.secretBytes, AT.expandedBytes],
    );
  });

  test('is made once', () => {
    assert.equal(mlKemKernel(), kernel);
  });

  test('does what another implementation does with the same seeds and messages', (t) => {
    const start = randomBytes(16).toString('hex');
    t.diagnostic(`seed ${start}`);
    for (let round = 0; round < ROUNDS; round++) {
      const random = createHash('shake256', { outputLength: 96 }).update(`${start} ${round}`).digest();
      const [seed, message] = [random.subarray(0, 64), random.subarray(64)];
      const key = generated(seed);
      assert.equal(publicKey(), toHex(key.publicKey));
      assert.equal(kernel.isReduced(), 1);

      const expected = ml_kem768.encapsulate(key.publicKey, message);
      kernel.memory.set(message, AT.message);
      kernel.encapsulate();
      assert.equal(ciphertext(), toHex(expected.cipherText));
      assert.equal(shared(), toHex(expected.sharedSecret));

      kernel.decapsulate();
      assert.equal(shared(), toHex(expected.sharedSecret));
      const at = AT.ciphertext + ((round * 11) % AT.ciphertextBytes);
      kernel.memory[at] = (kernel.memory[at] ?? 0) ^ (1 << (round % 8));
      const changed = kernel.memory.slice(AT.ciphertext, AT.ciphertext + AT.ciphertextBytes);
      kernel.decapsulate();
      assert.equal(shared(), toHex(ml_kem768.decapsulate(changed, key.secretKey)), 'implicit rejection');
    }
  });

  test('does so for seeds, messages and ciphertexts of zeros and of ones', () => {
    for (const fill of [0x00, 0xff]) {
      const key = generated(new Uint8Array(64).fill(fill));
      assert.equal(publicKey(), toHex(key.publicKey));
      const message = new Uint8Array(32).fill(fill);
      kernel.memory.set(message, AT.message);
      kernel.encapsulate();
      assert.equal(ciphertext(), toHex(ml_kem768.encapsulate(key.publicKey, message).cipherText));
      const unusual = new Uint8Array(AT.ciphertextBytes).fill(fill);
      kernel.memory.set(unusual, AT.ciphertext);
      kernel.decapsulate();
      assert.equal(shared(), toHex(ml_kem768.decapsulate(unusual, key.secretKey)));
    }
  });

  test('expands a public key to what generating it left', () => {
    const key = generated(randomBytes(64));
    const expanded = hexAt(AT.expanded, AT.expandedBytes);
    kernel.memory.fill(0xee, AT.expanded, AT.expanded + AT.expandedBytes);
    kernel.memory.set(key.publicKey, AT.publicKey);
    kernel.expand();
    assert.equal(hexAt(AT.expanded, AT.expandedBytes), expanded);
  });

  test('leaves nothing secret behind', () => {
    generated(randomBytes(64));
    const [secret, zeros] = [hexAt(AT.secret, 64), toHex(new Uint8Array(64))];
    assert.equal(hexAt(AT.seed, 64), zeros);
    kernel.memory.set(randomBytes(32), AT.message);
    kernel.encapsulate();
    assert.equal(hexAt(AT.message, 32), zeros.slice(64));
    kernel.decapsulate();
    assert.equal(hexAt(AT.secret, 64), secret, 'until it is told to forget');
    kernel.forget();
    const all = Buffer.from(kernel.memory);
    for (const [from, length] of [
      [AT.seed, 96],
      [AT.shared, 32],
      [AT.secret, AT.secretBytes],
    ] as const) {
      assert.deepEqual(all.subarray(from, from + length), Buffer.alloc(length));
    }
    // Everything from the working space to the tables.
    assert.deepEqual(all.subarray(AT.expanded + AT.expandedBytes, 32_768), Buffer.alloc(32_768 - 11_808));
  });
});
