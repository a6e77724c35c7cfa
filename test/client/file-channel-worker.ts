import { isFileStream } from '../../src/client/file-offer.ts';
import { receiveFile } from '../../src/client/file-receiver.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { TrustStore } from '../../src/client/trust-store.ts';

/** A receiver in a process of its own: `IDENTITY-FILE SENDER-PEERID FOLDER`; says where it listens. */
const [identity = '', sender = '', directory = ''] = process.argv.slice(2);

const trust = TrustStore.inMemory();
await trust.add({ name: 'sender', peerId: sender, trusted: true });
const client = await StreamlinedSecureClient.create({ identity, trust, listen: 'tcp://127.0.0.1:0' });
client.onChannel((channel) => {
  channel.onStream((stream) => {
    if (!isFileStream(stream)) return stream.reset('only files');
    receiveFile(stream, { directory, sender: channel.peerId }).catch(() => undefined);
  });
});
process.send?.({ peerId: client.peerId, address: client.listenAddresses[0] });
