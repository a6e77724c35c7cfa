import assert from 'node:assert/strict';
import test from 'node:test';
import { SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { parseNoiseProtocol } from '../../src/handshake/index.ts';
import { complete, makePair, transportProof } from './handshake-pair.ts';
import { type ScriptedSecrets, scriptedBackend, scriptedDhKey, scriptedKemKey } from './scripted-secrets.ts';

/** Names of the secrets of a pattern, as scripted-secrets.ts names them. */
const EE = 'initiator e+responder e';
const ES = 'initiator e+responder s';
const SE = 'initiator s+responder e';
const SS = 'initiator s+responder s';
const EKEM1 = 'initiator e';
const TO_INITIATOR = 'initiator s';
const TO_RESPONDER = 'responder s';
const NO_PSK = new Uint8Array(32);

const cases = [
  { pattern: 'XXpsk4', dh: [EE, ES, SE], kem: [EKEM1, TO_RESPONDER, TO_INITIATOR] },
  { pattern: 'IKpsk2', dh: [EE, ES, SE, SS], kem: [EKEM1, TO_RESPONDER, TO_INITIATOR] },
];

function fresh(): Uint8Array {
  return nativeBackend.random.fill(new Uint8Array(32));
}

function freshSecrets(names: readonly string[]): ScriptedSecrets {
  return Object.fromEntries(names.map((name) => [name, fresh()]));
}

/** Runs a handshake in which every public value is fixed, and shows its transport keys. */
function keysFrom(pattern: string, secrets: ScriptedSecrets, psk: Uint8Array = NO_PSK): string {
  const statics = (role: string): { dh: ReturnType<typeof scriptedDhKey>; kem: ReturnType<typeof scriptedKemKey> } => ({
    dh: scriptedDhKey(`${role} s`, secrets),
    kem: scriptedKemKey(`${role} s`, secrets),
  });
  const pair = makePair({
    protocol: parseNoiseProtocol(`Noise_${pattern}_25519+MLKEM768_AESGCM_SHA512`),
    backends: { initiator: scriptedBackend('initiator', secrets), responder: scriptedBackend('responder', secrets) },
    statics: { initiator: statics('initiator'), responder: statics('responder') },
    psks: [SecretBytes.copyOf(psk)],
  });
  complete(pair);
  return transportProof(pair);
}

for (const { pattern, dh, kem } of cases) {
  test(`the same secrets give the same keys in ${pattern}, so that a difference means something`, () => {
    const secrets = freshSecrets([...dh, ...kem]);
    assert.equal(keysFrom(pattern, secrets), keysFrom(pattern, secrets));
  });

  test(`with all DH secrets of ${pattern} known, the keys still follow the KEM secrets`, () => {
    const runs = Array.from({ length: 8 }, () => keysFrom(pattern, freshSecrets(kem)));
    assert.equal(new Set([...runs, keysFrom(pattern, {})]).size, 9);
  });

  test(`with all KEM secrets of ${pattern} known, the keys still follow the DH secrets`, () => {
    const runs = Array.from({ length: 8 }, () => keysFrom(pattern, freshSecrets(dh)));
    assert.equal(new Set([...runs, keysFrom(pattern, {})]).size, 9);
  });

  for (const name of [...dh, ...kem]) {
    test(`with everything of ${pattern} known but the secret "${name}", the keys follow that one`, () => {
      const known = freshSecrets([...dh, ...kem]);
      const runs = Array.from({ length: 4 }, () => keysFrom(pattern, { ...known, [name]: fresh() }));
      assert.equal(new Set([...runs, keysFrom(pattern, known)]).size, 5);
    });
  }

  test(`with everything of ${pattern} known but the pre-shared key, the keys follow that one`, () => {
    const known = freshSecrets([...dh, ...kem]);
    const runs = Array.from({ length: 4 }, () => keysFrom(pattern, known, fresh()));
    assert.equal(new Set([...runs, keysFrom(pattern, known)]).size, 5);
  });
}
