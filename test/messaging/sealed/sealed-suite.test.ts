import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { defaultSealedSuite, hpkeOf, sealedSuiteById } from '../../../src/messaging/sealed/sealed-suite.ts';
import { specText } from '../spec-text.ts';

test('the suite has the numbers of the specification, and lengths that its implementation gives', async () => {
  const { id, hpke, publicKeyBytes, encapsulatedBytes } = defaultSealedSuite;
  const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
  const row = `| ${id} | MLKEM768-X25519 (X-Wing, ${hex(hpke.kem)}) | HKDF-SHA256 (${hex(hpke.kdf)}) | AES-256-GCM (${hex(hpke.aead)}) |`;
  assert.ok(specText('sealed-messages').includes(row), row);
  const suite = await hpkeOf(defaultSealedSuite);
  assert.equal(await hpkeOf(defaultSealedSuite), suite);
  const { publicKey } = await suite.generateKeys();
  assert.equal(publicKey.length, publicKeyBytes);
  assert.equal((await suite.send(publicKey)).encapsulated.length, encapsulatedBytes);
});

test('a number that names no suite is refused by name', () => {
  for (const id of [0, 2, 65_535]) {
    assert.throws(
      () => sealedSuiteById(id),
      (error) => isQForgeError(error, 'SEALED_SUITE_UNKNOWN') && error.details.suite === id,
    );
  }
});
