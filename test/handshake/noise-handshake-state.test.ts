import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteReader } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { NoiseHandshakeState, publicKeyBytes } from '../../src/handshake/noise-handshake-state.ts';
import { primitivesOf } from '../../src/handshake/noise-primitives.ts';
import { parseNoiseProtocol } from '../../src/handshake/noise-protocol.ts';
import { SymmetricState } from '../../src/handshake/symmetric-state.ts';

const protocol = parseNoiseProtocol('Noise_XXpsk4_25519+MLKEM768_AESGCM_SHA512');
const primitives = primitivesOf(protocol, nativeBackend);

function stateOf(role: 'initiator' | 'responder'): NoiseHandshakeState {
  return new NoiseHandshakeState({
    primitives,
    role,
    hasPsk: true,
    knownKeys: undefined,
    symmetric: SymmetricState.initialize(primitives, protocol.name),
    local: { ephemeral: {}, static: {} },
    remote: { ephemeral: {}, static: {} },
    psks: [],
    usedPsks: 0,
  });
}

test('a clone leaves its original as it was, whatever it writes or reads', () => {
  const [initiator, responder] = [stateOf('initiator'), stateOf('responder')];
  const hashes = [initiator, responder].map(({ variables }) => variables.symmetric.transcriptHash);
  const [writer, reader] = [initiator.clone(), responder.clone()];
  for (const operation of protocol.messages[0]?.operations ?? []) {
    reader.read(operation, new ByteReader(writer.write(operation), 'a field'));
  }
  assert.deepEqual(writer.variables.symmetric.transcriptHash, reader.variables.symmetric.transcriptHash);
  assert.deepEqual(reader.variables.remote.ephemeral.kem?.bytes, writer.variables.local.ephemeral.kem?.publicKey.bytes);
  assert.deepEqual([initiator.variables.local.ephemeral, responder.variables.remote.ephemeral], [{}, {}]);
  assert.deepEqual(
    [initiator, responder].map(({ variables }) => variables.symmetric.transcriptHash),
    hashes,
  );
});

test('what is read in the clear is kept as a copy', () => {
  const [writer, reader] = [stateOf('initiator'), stateOf('responder')];
  const [first] = protocol.messages[0]?.operations ?? [];
  assert.ok(first);
  const arrived = writer.write(first).slice();
  const sent = arrived.slice();
  reader.read(first, new ByteReader(arrived, 'a field'));
  arrived.fill(0);
  assert.deepEqual(reader.variables.remote.ephemeral.dh?.bytes, sent);
});

test('a field that is cut short is malformed', () => {
  const [first] = protocol.messages[0]?.operations ?? [];
  assert.ok(first);
  const short = new ByteReader(new Uint8Array(31), 'a field');
  assert.throws(() => stateOf('responder').read(first, short), { code: 'MALFORMED' });
});

test('a step whose keys are missing is a defect', () => {
  const state = stateOf('initiator');
  for (const operation of protocol.messages[2]?.operations ?? []) {
    assert.throws(() => state.write(operation), { code: 'ASSERTION_FAILED' });
  }
  assert.throws(() => state.write({ kind: 'psk' }), { code: 'ASSERTION_FAILED' });
});

test('public keys have the lengths of their algorithms', () => {
  assert.deepEqual([publicKeyBytes(primitives, 'dh'), publicKeyBytes(primitives, 'kem')], [32, 1184]);
});
