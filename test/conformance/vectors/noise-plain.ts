import { SecretBytes } from '../../../src/base/index.ts';
import type { CryptoBackend, DhPrivateKey } from '../../../src/crypto/index.ts';
import type { NoiseHandshakeOptions, NoiseProtocol } from '../../../src/handshake/index.ts';
import { onBothBackends } from './backends.ts';
import { hexBytes, isRecord, JsonFields } from './json-fields.ts';
import { noiseProtocol, replayNoise } from './noise-replay.ts';
import type { RunnerName, VectorFormat } from './vector-format.ts';

type Side = 'init' | 'resp';

function optionsOf(
  vector: JsonFields,
  side: Side,
  protocol: NoiseProtocol,
  backend: CryptoBackend,
): NoiseHandshakeOptions {
  if (protocol.dh === undefined || protocol.kem !== undefined) throw vector.malformed(`${protocol.name} is not plain`);
  const dh = backend.diffieHellman(protocol.dh);
  const privateKey = (field: string): { dh: DhPrivateKey } | undefined =>
    vector.has(field) ? { dh: dh.fromPrivateBytes(vector.hex(field)) } : undefined;
  const localStatic = privateKey(`${side}_static`);
  const ephemeral = privateKey(`${side}_ephemeral`);
  const remote = vector.optionalHex(`${side}_remote_static`);
  return {
    protocol,
    backend,
    role: side === 'init' ? 'initiator' : 'responder',
    prologue: vector.optionalHex(`${side}_prologue`) ?? new Uint8Array(0),
    psks: vector.texts(`${side}_psks`).map((psk) => SecretBytes.take(hexBytes(psk, `${vector.where}: psk`))),
    ...(localStatic && { localStatic }),
    ...(ephemeral && { ephemeral }),
    ...(remote && { remoteStatic: { dh: dh.importPublicKey(remote) } }),
  };
}

function runVector(vector: JsonFields): readonly RunnerName[] {
  const protocol = noiseProtocol(vector.text('protocol_name'));
  const messages = vector.objects('messages').map((message) => ({
    payload: message.hex('payload'),
    ciphertext: message.hex('ciphertext'),
  }));
  return onBothBackends((backend) =>
    replayNoise({
      initiator: optionsOf(vector, 'init', protocol, backend),
      responder: optionsOf(vector, 'resp', protocol, backend),
      messages,
      handshakeHash: vector.optionalHex('handshake_hash'),
    }),
  );
}

/** Plain Noise in the format that cacophony and snow share: JSON, whatever the file is called. */
export const noisePlain: VectorFormat = {
  name: 'Noise (cacophony, snow)',
  read: ({ json, path }) => {
    if (!isRecord(json) || !Array.isArray(json.vectors)) return undefined;
    const first: unknown = json.vectors[0];
    if (!isRecord(first) || !('protocol_name' in first) || !('messages' in first)) return undefined;
    return new JsonFields(json, path).objects('vectors').map((vector, index) => ({
      name: `${index}: ${vector.text('protocol_name')}`,
      run: () => runVector(vector),
    }));
  },
};
