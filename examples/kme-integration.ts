// Keys of quantum key distribution, without hardware: two key managers with a simulated fibre between, asked by ETSI GS QKD 014, and a channel
// that needs their keys. Against real key managers only the access files change.
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdentityFile, StreamlinedSecureClient } from 'qforge';
import { silentLogger, silentMetrics, systemClock } from 'qforge/base';
import { ReservedPorts } from 'qforge/network';
import {
  createSimulatedSession,
  openEtsiClient,
  RunningKme,
  readKmeAccess,
  readKmeConfig,
  writeNetworkFiles,
} from 'qforge/qkd';

await using folder = await mkdtempDisposable(join(tmpdir(), 'kme-'));
const at = (name: string): string => join(folder.path, name);

// Certificates and configurations for a pair: kme-a serves alice, kme-b serves bob.
using reserved = await ReservedPorts.take(2);
const [portA = 0, portB = 0] = reserved.ports;
const plan = {
  kmes: [
    { id: 'kme-a', port: portA, saes: ['alice'] },
    { id: 'kme-b', port: portB, saes: ['bob'] },
  ],
  links: [['kme-a', 'kme-b']] as const,
  link: { distanceKm: 10, pulseRateHz: 1e9 },
  maxKeyCount: 50,
};
const files = await writeNetworkFiles(folder.path, plan, Date.now());
await using managers = new AsyncDisposableStack();
for (const { config } of files.kmes.toReversed()) {
  managers.use(
    await RunningKme.start(await readKmeConfig(config), {
      clock: systemClock,
      logger: silentLogger,
      metrics: silentMetrics,
      sessionOf: ({ distanceKm }) => createSimulatedSession({ distanceKm }),
    }),
  );
}

// What any ETSI 014 client does: ask for the state of the link, then use its keys.
const [aliceAccess = '', bobAccess = ''] = files.saes.map(({ access }) => access);
using etsi = await openEtsiClient(await readKmeAccess(aliceAccess), systemClock);
let status = await etsi.status('bob');
while (status.storedKeyCount === 0) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  status = await etsi.status('bob');
}
console.log(`keys of ${status.keySize} bits for bob at ${status.targetKme}`);

const { peerId: aliceId } = await createIdentityFile(at('alice-identity.key'), { passphrase: undefined });
const { peerId: bobId } = await createIdentityFile(at('bob-identity.key'), { passphrase: undefined });
await using bob = await StreamlinedSecureClient.create({
  identity: at('bob-identity.key'),
  listen: 'tcp://127.0.0.1:0',
  kme: bobAccess,
  keyPolicy: 'require-both',
});
await bob.trustStore.add({ name: 'alice', peerId: aliceId, trusted: true });
bob.onChannel((channel) => channel.onMessage((message) => console.log(`bob has ${new TextDecoder().decode(message)}`)));

await using alice = await StreamlinedSecureClient.create({
  identity: at('alice-identity.key'),
  kme: aliceAccess,
  keyPolicy: 'require-both',
});
const channel = await alice.establishSecureChannel(bobId, { address: bob.listenAddresses[0] ?? '' });
await alice.sendSecureMessage(bobId, 'a message under three kinds of keys');
console.log(`${channel.suite.name}, quantum keys: ${channel.statistics().quantumKeys}`);
