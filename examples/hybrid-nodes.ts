// Two nodes of libp2p over TCP, whose connection is secret for as long as X25519 or ML-KEM holds.
import type { Stream } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { createLibp2p, type Libp2p } from 'libp2p';
import { hybridEncrypter } from 'qforge/libp2p';

const PROTOCOL = '/example/greeting/1.0.0';

function startNode(): Promise<Libp2p> {
  return createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [hybridEncrypter()],
    streamMuxers: [yamux()],
  });
}

await using nodes = new AsyncDisposableStack(); // whatever happens below, both are stopped
const [alice, bob] = await Promise.all([startNode(), startNode()]);
for (const node of [alice, bob]) nodes.defer(() => node.stop());
await bob.handle(PROTOCOL, async (stream: Stream) => {
  for await (const chunk of stream) stream.send(new TextEncoder().encode(`bob heard "${textOf(chunk)}"`));
  await stream.close();
});

// The address ends in the PeerId of bob: another node there is refused.
const [address] = bob.getMultiaddrs();
if (address === undefined) throw new Error('bob does not listen');
const connection = await alice.dial(address);
console.log(`encrypted by ${connection.encryption}`);
console.log(`the peer is ${connection.remotePeer.equals(bob.peerId) ? 'bob' : 'somebody else'}`);

const stream = await connection.newStream(PROTOCOL);
stream.send(new TextEncoder().encode('hello'));
for await (const answer of stream) {
  console.log(textOf(answer));
  break;
}

function textOf(chunk: { subarray(): Uint8Array }): string {
  return new TextDecoder().decode(chunk.subarray());
}
