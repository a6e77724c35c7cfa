import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { NoiseHandshake, type NoiseHandshakeOptions, parseNoiseProtocol } from '../../src/handshake/index.ts';
import { generateKeys, pskOf, publicKeys } from './handshake-pair.ts';

const backend = nativeBackend;
const XXpsk4 = parseNoiseProtocol('Noise_XXpsk4_25519+MLKEM768_AESGCM_SHA512');
const IKpsk2 = parseNoiseProtocol('Noise_IKpsk2_25519+MLKEM768_AESGCM_SHA512');
const XX = parseNoiseProtocol('Noise_XX_25519_AESGCM_SHA256');
const NK = parseNoiseProtocol('Noise_NK_25519_AESGCM_SHA256');
const keys = generateKeys(XXpsk4, backend);
const other = generateKeys(parseNoiseProtocol('Noise_XXpsk4_448+MLKEM1024_AESGCM_SHA512'), backend);
const known = publicKeys(keys, XXpsk4, backend);

const refused: readonly (readonly [string, Omit<NoiseHandshakeOptions, 'backend'>, string])[] = [
  ['no static key', { protocol: XX, role: 'initiator' }, 'localStatic'],
  ['no static key of one kind', { protocol: XXpsk4, role: 'responder', localStatic: { dh: keys.dh } }, 'localStatic'],
  ['a static key of another curve', { protocol: XX, role: 'responder', localStatic: { dh: other.dh } }, 'localStatic'],
  [
    'a static key of another parameter set',
    { protocol: XXpsk4, role: 'initiator', localStatic: { dh: keys.dh, kem: other.kem } },
    'localStatic',
  ],
  ['no key of a known responder', { protocol: NK, role: 'initiator' }, 'remoteStatic'],
  ['no static key to be known by', { protocol: NK, role: 'responder' }, 'localStatic'],
  [
    'only half the key of a known responder',
    { protocol: IKpsk2, role: 'initiator', localStatic: keys, remoteStatic: { dh: known.dh } },
    'remoteStatic',
  ],
  [
    'a remote key that the pattern would send',
    { protocol: XX, role: 'initiator', localStatic: keys, remoteStatic: known },
    'remoteStatic',
  ],
  [
    'a remote key of an anonymous initiator',
    { protocol: NK, role: 'responder', localStatic: keys, remoteStatic: known },
    'remoteStatic',
  ],
  [
    'too many pre-shared keys',
    { protocol: XXpsk4, role: 'initiator', localStatic: keys, psks: [pskOf(1), pskOf(2)] },
    'psks',
  ],
  [
    'an ephemeral key of another curve',
    { protocol: XXpsk4, role: 'initiator', localStatic: keys, ephemeral: { dh: other.dh } },
    'ephemeral',
  ],
  [
    'an ephemeral key of a kind that the protocol lacks',
    { protocol: XX, role: 'initiator', localStatic: keys, ephemeral: { kem: keys.kem } },
    'ephemeral',
  ],
];

for (const [what, options, argument] of refused) {
  test(`${what} is refused before anything is done`, () => {
    const construct = (): unknown => new NoiseHandshake({ ...options, backend });
    assert.throws(construct, (error) => {
      assert.ok(isQForgeError(error, 'ARGUMENT_INVALID'));
      assert.equal(error.details.argument, argument);
      return true;
    });
  });
}

test('a side that never uses a static key needs none', () => {
  assert.equal(new NoiseHandshake({ protocol: NK, role: 'initiator', backend, remoteStatic: known }).turn, 'write');
});

test('a key known beforehand is the remote static key from the start', () => {
  const handshake = new NoiseHandshake({
    protocol: IKpsk2,
    role: 'initiator',
    backend,
    localStatic: keys,
    remoteStatic: known,
  });
  assert.deepEqual(handshake.remoteStatic, known);
});
