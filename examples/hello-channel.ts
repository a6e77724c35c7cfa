// Two devices in one program: identities, trust, a channel, an answer.
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdentityFile, StreamlinedSecureClient } from 'qforge';

await using folder = await mkdtempDisposable(join(tmpdir(), 'hello-'));
const [aliceKey, bobKey] = [join(folder.path, 'alice.key'), join(folder.path, 'bob.key')];
const { peerId: aliceId } = await createIdentityFile(aliceKey, { passphrase: undefined });
const { peerId: bobId } = await createIdentityFile(bobKey, { passphrase: undefined });

// Bob listens, and answers whom he trusts.
await using bob = await StreamlinedSecureClient.create({ identity: bobKey, listen: 'tcp://127.0.0.1:0' });
await bob.trustStore.add({ name: 'alice', peerId: aliceId, trusted: true });
bob.onChannel(async (channel) => {
  for await (const message of channel) {
    channel.post(new TextEncoder().encode(`bob heard "${new TextDecoder().decode(message)}"`));
  }
});

// Alice needs his PeerId, and where he is.
await using alice = await StreamlinedSecureClient.create({ identity: aliceKey });
const channel = await alice.establishSecureChannel(bobId, { address: bob.listenAddresses[0] ?? '' });
const receipt = await alice.sendSecureMessage(bobId, 'hello');
console.log(`message ${receipt.sequence} was taken, over ${channel.suite.name}`);
for await (const answer of channel) {
  console.log(new TextDecoder().decode(answer));
  break;
}
