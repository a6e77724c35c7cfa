import { SecretBytes, silentLogger, silentMetrics, systemClock } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { type DeviceIdentity, decodeIdentity, encodeIdentity, generateIdentity } from '../../src/handshake/index.ts';
import type { NetworkOptions } from '../../src/network/index.ts';

/** A new identity as text, for another process. */
export function identityText(): string {
  using encoded = encodeIdentity(generateIdentity(nativeBackend, 'high', Date.now()));
  return Buffer.from(encoded.expose()).toString('base64');
}

/** The identity behind the text. */
export function identityOf(text: string): DeviceIdentity {
  return decodeIdentity(SecretBytes.take(Buffer.from(text, 'base64')), nativeBackend);
}

/** Options of a device that takes everyone and says nothing. */
export function openNetwork(identity: DeviceIdentity): Omit<NetworkOptions, 'transports'> {
  return {
    backend: nativeBackend,
    identity,
    policy: 'require-pqc',
    keySource: undefined,
    clock: systemClock,
    logger: silentLogger,
    metrics: silentMetrics,
    authorize: () => Promise.resolve(),
    addressOf: () => undefined,
  };
}
