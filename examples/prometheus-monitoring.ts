// A program that serves its own metrics to Prometheus: those of its channels, and those of its process.
import { mkdtempDisposable } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdentityFile, StreamlinedSecureClient } from 'qforge';
import { MetricsRegistry, PROMETHEUS_CONTENT_TYPE, ProcessMetrics, prometheusText } from 'qforge/monitor';

await using folder = await mkdtempDisposable(join(tmpdir(), 'metrics-'));
const at = (name: string): string => join(folder.path, name);
const { peerId: aliceId } = await createIdentityFile(at('alice.key'), { passphrase: undefined });
const { peerId: bobId } = await createIdentityFile(at('bob.key'), { passphrase: undefined });

// The registry is handed to the client, which counts in it, and to whoever answers the scrapes.
const metrics = new MetricsRegistry();
using measured = new ProcessMetrics(metrics, '1.0.0');
await using bob = await StreamlinedSecureClient.create({
  identity: at('bob.key'),
  listen: 'tcp://127.0.0.1:0',
  metrics,
});
await bob.trustStore.add({ name: 'alice', peerId: aliceId, trusted: true });
bob.onChannel((channel) => channel.onMessage(() => undefined));

await using server = createServer((_, response) => {
  measured.collect();
  response.setHeader('Content-Type', PROMETHEUS_CONTENT_TYPE).end(prometheusText(metrics.snapshot()));
}).listen(0, '127.0.0.1');

await using alice = await StreamlinedSecureClient.create({ identity: at('alice.key') });
await alice.establishSecureChannel(bobId, { address: bob.listenAddresses[0] ?? '' });
await alice.sendSecureMessage(bobId, 'hello');

// What a Prometheus server would ask for.
const scraped = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
const lines = (await scraped.text()).split('\n');
for (const name of ['qforge_handshakes_total', 'qforge_channels_open', 'qforge_build_info']) {
  console.log(lines.find((line) => line.startsWith(name)));
}
