import { SecretBytes } from '../../src/base/index.ts';
import { receiveFile, StreamlinedSecureClient, sendFile, TrustStore } from '../../src/client/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { decodeIdentity, encodeIdentity, generateIdentity } from '../../src/handshake/index.ts';

/** What a process is told to do. */
export type Order =
  | { readonly role: 'receive'; readonly directory: string; readonly identity: string; readonly peer: string }
  | {
      readonly role: 'send';
      readonly path: string;
      readonly identity: string;
      readonly peer: string;
      readonly address: string;
    };

/** What a process tells. */
export interface Told {
  readonly address?: string;
  readonly peakBytes?: number;
  readonly sha256?: string;
  readonly failure?: string;
}

/** A new identity as text, and its PeerId. */
export function textIdentity(): { readonly identity: string; readonly peerId: string } {
  const identity = generateIdentity(nativeBackend, 'high', Date.now());
  using encoded = encodeIdentity(identity);
  return { identity: Buffer.from(encoded.expose()).toString('base64'), peerId: identity.peerId };
}

/** Plays one side; the receiver answers with its address first, and with its peak when the file is there. */
export async function playLargeFileRole(order: Order): Promise<Told> {
  const identity = decodeIdentity(SecretBytes.take(Buffer.from(order.identity, 'base64')), nativeBackend);
  if (order.role === 'send') {
    const client = await StreamlinedSecureClient.create({ identity });
    const channel = await client.establishSecureChannel(order.peer, { address: order.address });
    const { sha256 } = await sendFile(channel, order.path);
    return { peakBytes: peakBytes(), sha256 };
  }
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'sender', peerId: order.peer, trusted: true });
  const client = await StreamlinedSecureClient.create({ identity, listen: 'tcp://127.0.0.1:0', trust });
  client.onChannel((channel) => {
    channel.onStream((stream) => {
      receiveFile(stream, { directory: order.directory }).then(
        ({ sha256 }) => process.send?.({ peakBytes: peakBytes(), sha256 }),
        (error: unknown) => process.send?.({ failure: String(error) }),
      );
    });
  });
  return { address: client.listenAddresses[0] ?? '' };
}

/** The most memory this process has held at once, in bytes. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
