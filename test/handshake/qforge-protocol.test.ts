import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cipherSuiteById, cipherSuites } from '../../src/crypto/index.ts';
import { qforgeProtocol } from '../../src/handshake/qforge-protocol.ts';

const tokens = (pattern: 'XXpsk4' | 'IKpsk2'): readonly string[] =>
  qforgeProtocol(pattern, cipherSuiteById(0x0201)).pattern.messages.map(({ tokens }) => tokens.join(', '));

test('the protocols of the product have the names of the specification', () => {
  const expected = new Map([
    [0x0101, '25519+MLKEM512_AESGCM_SHA256'],
    [0x0201, '25519+MLKEM768_AESGCM_SHA512'],
    [0x0202, '25519+MLKEM768_ChaChaPoly_SHA512'],
    [0x0301, '448+MLKEM1024_AESGCM_SHA512'],
  ]);
  assert.equal(expected.size, cipherSuites.length);
  for (const suite of cipherSuites) {
    assert.equal(qforgeProtocol('XXpsk4', suite).name, `Noise_XXpsk4_${expected.get(suite.id)}`);
    assert.equal(qforgeProtocol('IKpsk2', suite).name, `Noise_IKpsk2_${expected.get(suite.id)}`);
  }
});

test('the patterns are those of spec/handshake §4', () => {
  assert.deepEqual(tokens('XXpsk4'), ['e, e1', 'e, ee, ekem1, s, es', 'skem, s, se', 'skem, psk']);
  assert.deepEqual(tokens('IKpsk2'), ['skem, e, e1, es, s, ss', 'e, ee, ekem1, se, skem, psk']);
});

test('a protocol is assembled once', () => {
  for (const suite of cipherSuites) assert.equal(qforgeProtocol('XXpsk4', suite), qforgeProtocol('XXpsk4', suite));
  const all = cipherSuites.flatMap((suite) => [qforgeProtocol('XXpsk4', suite), qforgeProtocol('IKpsk2', suite)]);
  assert.equal(new Set(all).size, 2 * cipherSuites.length);
});
