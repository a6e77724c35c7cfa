// A file goes from alice into bob's inbox: it appears there only when it is whole and its SHA-256 is right.
import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdentityFile, isFileStream, receiveFile, StreamlinedSecureClient, sendFile } from 'qforge';

await using folder = await mkdtempDisposable(join(tmpdir(), 'drop-'));
const at = (name: string): string => join(folder.path, name);
const { peerId: aliceId } = await createIdentityFile(at('alice.key'), { passphrase: undefined });
const { peerId: bobId } = await createIdentityFile(at('bob.key'), { passphrase: undefined });
await mkdir(at('inbox'));
await writeFile(at('figures.csv'), 'month,sales\nNovember,42\n');

await using bob = await StreamlinedSecureClient.create({ identity: at('bob.key'), listen: 'tcp://127.0.0.1:0' });
await bob.trustStore.add({ name: 'alice', peerId: aliceId, trusted: true });
bob.onChannel((channel) => {
  channel.onStream(async (stream) => {
    if (!isFileStream(stream)) return;
    const { name, bytes } = await receiveFile(stream, {
      directory: at('inbox'),
      accept: (offer) => (offer.bytes ?? 0) < 1_000_000, // what is larger is refused before a byte of it is sent
    });
    console.log(`bob has ${name}, ${bytes} bytes`);
  });
});

await using alice = await StreamlinedSecureClient.create({ identity: at('alice.key') });
const channel = await alice.establishSecureChannel(bobId, { address: bob.listenAddresses[0] ?? '' });
const { sha256 } = await sendFile(channel, at('figures.csv')); // resolves when it is on bob's disk
console.log(`alice knows that it arrived: ${sha256.slice(0, 16)}`);
console.log((await readFile(at('inbox/figures.csv'), 'utf8')).split('\n')[1]);
