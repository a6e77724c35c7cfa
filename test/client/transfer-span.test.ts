import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type Clock,
  type KeySource,
  QForgeError,
  SecretBytes,
  silentLogger,
  systemClock,
  type TraceContext,
} from '../../src/base/index.ts';
import { type Channel, receiveFile, receiveTree, sendFile, sendTree } from '../../src/client/index.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { inTransferSpan } from '../../src/client/transfer-span.ts';
import { MetricsRegistry, OtlpExporter, SpanTracer } from '../../src/monitor/index.ts';
import { type Collector, startCollector } from '../monitor/otlp/collector.ts';
import { alice, bob } from '../network/channel-pair.ts';
import { startEcho } from '../tunnel/echo-service.ts';
import { makeFolders } from './transfer-rig.ts';

/** Keys of one byte repeated, the same on both sides; traces that were handed on are written down. */
function keySource(localEndpoint: string, traces: TraceContext[]): KeySource {
  const give = (keyId: string, trace: TraceContext | undefined): Promise<{ keyId: string; key: SecretBytes }> => {
    if (trace !== undefined) traces.push(trace);
    return Promise.resolve({ keyId, key: SecretBytes.take(Buffer.alloc(32, Number(keyId))) });
  };
  let last = 0;
  return {
    name: 'qkd',
    simulated: true,
    localEndpoint,
    nextKey: (_peer, trace) => give(String((last += 1)), trace),
    keyById: (_peer, keyId, trace) => give(keyId, trace),
  };
}

interface Traced {
  readonly tracer: SpanTracer;
  readonly exporter: OtlpExporter;
}

function tracedTo(collector: Collector, instance: string, clock: Clock = systemClock): Traced {
  const resource = { name: 'qforge', version: '1', instance };
  const registry = new MetricsRegistry();
  const exporter = new OtlpExporter({ endpoint: collector.url, registry, resource, clock, logger: silentLogger });
  const tracer = new SpanTracer(clock);
  tracer.sendTo(exporter);
  return { tracer, exporter };
}

interface Seen {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
}

/** All spans that a collector has, of one device. */
function spansOf({ traces }: Collector, instance: string): readonly Seen[] {
  return traces
    .flatMap(({ resourceSpans }) => resourceSpans)
    .filter(({ resource }) => JSON.stringify(resource).includes(`"${instance}"`))
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

/** Takes one file and one folder that come over a channel. */
function takeAll(channel: Channel, directory: string, tracer: SpanTracer): readonly Promise<unknown>[] {
  const [file, tree] = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()];
  let isFirst = true;
  channel.onStream((stream) => {
    const options = { directory, tracer, channel };
    if (isFirst) file.resolve(receiveFile(stream, options));
    else tree.resolve(receiveTree(stream, options));
    isFirst = false;
  });
  return [file.promise, tree.promise];
}

async function twoClients(
  t: TestContext,
  a: Traced,
  b: Traced,
): Promise<{ near: StreamlinedSecureClient; far: StreamlinedSecureClient; address: string; traces: TraceContext[] }> {
  const traces: TraceContext[] = [];
  const far = await StreamlinedSecureClient.create({
    identity: bob,
    listen: 'tcp://127.0.0.1:0',
    trustOnFirstUse: true,
    keySource: keySource('sae-b', traces),
    tracer: b.tracer,
  });
  t.after(() => far.shutdown());
  const near = await StreamlinedSecureClient.create({
    identity: alice,
    keySource: keySource('sae-a', traces),
    tracer: a.tracer,
  });
  t.after(() => near.shutdown());
  return { near, far, address: far.listenAddresses[0] ?? assert.fail(), traces };
}

test('a collector gets one trace of a channel from both sides: how it came about, its rekeys and its transfers', async (t) => {
  const collector = await startCollector(t);
  const [a, b] = [tracedTo(collector, 'alice'), tracedTo(collector, 'bob')];
  const { near, far, address, traces } = await twoClients(t, a, b);
  const { inbox, outbox } = await makeFolders(t);
  const arrived = Promise.withResolvers<Channel>();
  far.onChannel((channel) => arrived.resolve(channel));
  const channel = await near.establishSecureChannel(bob.peerId, { address });
  const taking = takeAll(await arrived.promise, inbox, b.tracer);
  const rekeyed = new Promise<void>((resolve) => {
    channel.onEvent(({ type }) => type === 'rekeyed' && resolve());
  });
  channel.rekey();
  await rekeyed;
  writeFileSync(join(outbox, 'file'), 'bytes');
  mkdirSync(join(outbox, 'folder'));
  writeFileSync(join(outbox, 'folder', 'file'), 'more bytes');
  await sendFile(channel, join(outbox, 'file'), { tracer: a.tracer });
  await sendTree(channel, join(outbox, 'folder'), { tracer: a.tracer });
  await Promise.all(taking);
  await Promise.all([a.exporter[Symbol.asyncDispose](), b.exporter[Symbol.asyncDispose]()]);

  assert.deepEqual(collector.refused, []);
  const [mine, theirs] = [spansOf(collector, 'alice'), spansOf(collector, 'bob')];
  const tree = (spans: readonly Seen[]): readonly string[] =>
    spans
      .map(({ name, parentSpanId }) => `${spans.find(({ spanId }) => spanId === parentSpanId)?.name ?? ''}/${name}`)
      .toSorted();
  assert.deepEqual(tree(mine), [
    '/channel establish',
    '/file send',
    '/folder send',
    '/rekey',
    'channel establish/dial',
    'channel establish/handshake',
    'handshake/key fetch',
    'rekey/key fetch',
  ]);
  assert.deepEqual(tree(theirs), ['/file receive', '/folder receive', '/rekey', 'rekey/key fetch']);
  for (const { traceId } of [...mine, ...theirs]) assert.equal(traceId, channel.channelId);
  // Who is asked for keys hears of the span that asks.
  const fetches = mine.filter(({ name }) => name === 'key fetch').map(({ spanId }) => spanId);
  for (const spanId of fetches) assert.ok(traces.some(({ parentId }) => parentId === spanId));
});

test('a dial that fails, and connections of a tunnel, leave their spans', async (t) => {
  const collector = await startCollector(t);
  const [a, b] = [tracedTo(collector, 'alice'), tracedTo(collector, 'bob')];
  const { near, far, address } = await twoClients(t, a, b);
  await assert.rejects(near.establishSecureChannel(bob.peerId, { address: 'tcp://127.0.0.1:1' }));
  const { port } = await startEcho(t);
  const rules = new Map([[alice.peerId, { connect: [`127.0.0.1:${port}`], bind: [] }]]);
  const server = await far.serveTunnels({ rules });
  far.onChannel((channel) => server.serve(channel));
  const tunnel = await near.openTunnel(bob.peerId, { address, local: [`0:127.0.0.1:${port}`] });
  const [forward] = tunnel.status();
  const socket = connect(Number(forward?.listen?.split(':').at(-1)), '127.0.0.1');
  socket.end('hello');
  socket.resume();
  await once(socket, 'close');
  await tunnel[Symbol.asyncDispose]();
  await Promise.all([near.shutdown(), far.shutdown()]);
  await Promise.all([a.exporter[Symbol.asyncDispose](), b.exporter[Symbol.asyncDispose]()]);
  assert.deepEqual(collector.refused, []);
  const all = JSON.stringify(collector.traces);
  assert.match(all, /CONNECTION_REFUSED/u);
  const connections = [...spansOf(collector, 'alice'), ...spansOf(collector, 'bob')].filter(
    ({ name }) => name === 'tunnel connection',
  );
  assert.deepEqual(
    connections.map(({ kind }) => kind).toSorted((a, b) => a - b),
    [2, 3],
    'one side asks, the other is asked',
  );
  assert.equal(new Set(connections.map(({ traceId }) => traceId)).size, 1);
});

test('a transfer that fails leaves a failed span, without the name of the file', async (t) => {
  const collector = await startCollector(t);
  const { tracer, exporter } = tracedTo(collector, 'alice');
  const failure = new QForgeError('FILE_MISSING', { path: '/secret/name' });
  const transferred = { channel: undefined, direction: 'send', kind: 'file', bytes: 7 } as const;
  await assert.rejects(
    inTransferSpan({ tracer }, transferred, () => Promise.reject(failure)),
    failure,
  );
  assert.equal(await inTransferSpan({}, transferred, () => Promise.resolve('sent')), 'sent');
  await exporter[Symbol.asyncDispose]();
  const text = JSON.stringify(collector.traces);
  assert.match(text, /FILE_MISSING/u);
  assert.doesNotMatch(text, /secret/u);
  assert.equal(spansOf(collector, 'alice').length, 1);
});
