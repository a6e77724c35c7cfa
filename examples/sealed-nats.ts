// A service on NATS whose requests and answers the server carries and can't read.
// The server is the one that NATS_URL names, or that of this machine; without one the program says so and ends.
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { nativeBackend } from 'qforge/crypto';
import { type DeviceIdentity, generateIdentity } from 'qforge/handshake';
import { SealedNats } from 'qforge/nats';

const servers = process.env['NATS_URL'] ?? 'nats://127.0.0.1:4222';

const join = (): Promise<NatsConnection> => connect({ servers, reconnect: false });
const [first, second, watcher] = await Promise.all([join(), join(), join()]).catch(() => {
  console.log(`skipped: no NATS server answers at ${servers}`);
  process.exit();
});
await using connections = new AsyncDisposableStack(); // closed last, whatever happens below
for (const connection of [first, second, watcher]) connections.defer(() => connection.close());

const newIdentity = (): DeviceIdentity => generateIdentity(nativeBackend, 'high', Date.now());
const [aliceIdentity, bobIdentity] = [newIdentity(), newIdentity()];

// Each takes messages of the other alone. A vault in a file would survive a restart.
await using alice = await SealedNats.open({
  connection: first,
  identity: aliceIdentity,
  vault: ':memory:',
  welcomes: (peerId) => peerId === bobIdentity.peerId,
});
await using bob = await SealedNats.open({
  connection: second,
  identity: bobIdentity,
  vault: ':memory:',
  welcomes: (peerId) => peerId === aliceIdentity.peerId,
});
const refused = new Promise<string>((resolve) => {
  bob.onRefused(({ reason, subject }) => resolve(`${reason} on ${subject}`));
});

// Somebody who may read everything on the server, and sends on what was seen.
let seen = '';
watcher.subscribe('price.tea', {
  callback: (_, { data }) => {
    seen += Buffer.from(data).toString('latin1');
    watcher.publish('price.coffee', data);
  },
});
await watcher.flush();

const requests = await bob.subscribe('price.*');
const serving = (async () => {
  for await (const request of requests) await request.respond?.(new TextEncoder().encode('42 per kilogram'));
})();

const answer = await alice.request('price.tea', new TextEncoder().encode('Darjeeling'), { to: bobIdentity.peerId });
console.log(`bob answers: ${new TextDecoder().decode(answer.data)}`);
console.log(
  `the watcher has seen ${seen.length} bytes, and "Darjeeling" ${seen.includes('Darjeeling') ? '' : 'not '}among them`,
);

console.log(`bob has refused what the watcher sent on: ${await refused}`);
await requests[Symbol.asyncDispose]();
await serving;
