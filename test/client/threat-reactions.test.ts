import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { ByteWriter, isQForgeError, type SecurityEvent, silentMetrics, systemClock } from '../../src/base/index.ts';
import { auditEntries } from '../../src/client/audit-files.ts';
import { Observation } from '../../src/client/observation.ts';
import { StreamlinedSecureClient } from '../../src/client/streamlined-secure-client.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { CertificateCache, type DeviceIdentity, generateIdentity, RekeyChain } from '../../src/handshake/index.ts';
import { FRAME_TYPE } from '../../src/network/frame.ts';
import { HANDSHAKE_TIMEOUT_MS, runInitiator } from '../../src/network/handshake-runner.ts';
import { firstRecordRoot } from '../../src/network/record-keys.ts';
import { defaultRekeyLimits } from '../../src/network/rekey-limits.ts';
import { SecureSession } from '../../src/network/secure-session.ts';
import { TcpTransport } from '../../src/network/tcp-transport.ts';
import { CountingBuffers } from '../network/counting-buffers.ts';
import { plainHello, RecordingOwner } from '../network/session-pair.ts';
import { until } from '../until.ts';

const EMPTY = new Uint8Array(0);
const identityOf = (): DeviceIdentity => generateIdentity(nativeBackend, 'high', Date.now());
const [alice, bob, mallory] = [identityOf(), identityOf(), identityOf()];

/** Bob, who trusts both, and what he tells of himself. */
interface Guarded {
  readonly bob: StreamlinedSecureClient;
  readonly address: string;
  readonly messages: string[];
  /** Resolves with the first event like this one, past or to come. */
  readonly event: (isIt: (event: SecurityEvent) => boolean) => Promise<SecurityEvent>;
  /** Ends bob; gives what stands in his audit trail. */
  readonly trail: () => Promise<readonly string[]>;
}

async function guarded(t: TestContext): Promise<Guarded> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-reactions-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const onFailure = (error: unknown): never => assert.fail(String(error));
  const audit = { folder: join(folder, 'audit') };
  const observation = await Observation.open({ audit, clock: systemClock, metrics: silentMetrics, onFailure });
  const trust = TrustStore.inMemory();
  await trust.add({ name: 'alice', peerId: alice.peerId, trusted: true });
  await trust.add({ name: 'mallory', peerId: mallory.peerId, trusted: true });
  const { logger } = observation;
  const options = { identity: bob, listen: 'tcp://127.0.0.1:0', trust, logger, ...observation.audit };
  const client = await StreamlinedSecureClient.create(options);
  const [messages, events, waiting] = [[] as string[], [] as SecurityEvent[], new Set<() => void>()];
  client.onChannel((channel) => channel.onMessage((body) => void messages.push(Buffer.from(body).toString())));
  client.onSecurityEvent((event) => {
    events.push(event);
    for (const look of waiting) look();
  });
  const trail = async (): Promise<readonly string[]> => {
    await client.shutdown();
    await observation[Symbol.asyncDispose]();
    const lines: string[] = [];
    for await (const { entry } of auditEntries(audit.folder))
      lines.push(
        [entry.event, entry.fields['detector'], entry.fields['reaction'], entry.fields['done']].join(' ').trim(),
      );
    return lines;
  };
  t.after(() => client.shutdown());
  const event = (isIt: (told: SecurityEvent) => boolean): Promise<SecurityEvent> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.find(isIt);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { bob: client, address: client.listenAddresses[0] ?? '', messages, event, trail };
}

const isReaction =
  (reaction: string) =>
  (event: SecurityEvent): boolean =>
    event.type === 'reaction' && event.reaction === reaction;

/** Mallory's own end of a session, which says what she likes in records that are right. */
async function ownSession(address: string): Promise<SecureSession> {
  const connection = await new TcpTransport().connect(address);
  const backend = nativeBackend;
  const { established, packets, sharedKeys, answer } = await runInitiator(
    connection,
    { peerId: bob.peerId, channelId: plainHello.channelId },
    {
      backend,
      identity: mallory,
      policy: 'require-pqc',
      keySource: undefined,
      certificates: new CertificateCache(backend),
      clock: systemClock,
      timeoutMs: HANDSHAKE_TIMEOUT_MS,
    },
  );
  const { role, peerId, suite, handshakeHash } = established;
  const root = firstRecordRoot(established, backend);
  const chain = new RekeyChain({ backend, suite, root, handshakeHash, initiatorEndpoint: '', responderEndpoint: '' });
  const { random } = backend;
  const common = { connection, role, peerId, suite, backend, chain, sharedKeys, clock: systemClock, random };
  const parts = { ...common, limits: defaultRekeyLimits, buffers: new CountingBuffers() };
  const session = new SecureSession(parts, new RecordingOwner());
  packets.handOver(session);
  session.start(answer);
  return session;
}

async function received(messages: readonly string[], text: string): Promise<void> {
  await until(() => messages.includes(text), { what: text, everyMs: 5, found: () => messages });
}

describe('over real sockets', () => {
  for (const [when, isBehind, waits] of [
    ['with its first frame', false, false],
    ['right behind its first frames', true, false],
    ['on an open channel', true, true],
  ] as const) {
    test(`a peer that sends one malformed frame ${when} is suspended, and nobody else is`, async (t) => {
      const { bob: client, address, messages, event, trail } = await guarded(t);
      const friend = await StreamlinedSecureClient.create({ identity: alice });
      t.after(() => friend.shutdown());
      await friend.establishSecureChannel(bob.peerId, { address });
      const session = await ownSession(address);
      if (isBehind) session.send(FRAME_TYPE.resume, EMPTY, new ByteWriter().u64(1).finish());
      if (waits) {
        session.send(FRAME_TYPE.message, EMPTY, Buffer.from('hello'));
        await received(messages, 'hello');
      }
      session.send(FRAME_TYPE.ack, EMPTY, Buffer.from('not a number'));
      const detected = await event(({ type }) => type === 'threat-detected');
      assert.ok(detected.type === 'threat-detected');
      assert.deepEqual([detected.detector, detected.subject], ['malformed frames', mallory.peerId]);
      const reaction = await event(isReaction('suspend'));
      assert.deepEqual([reaction.subject, reaction.type === 'reaction' && reaction.done], [mallory.peerId, true]);
      assert.ok(!client.channels().some(({ peerId }) => peerId === mallory.peerId));
      // Neither she nor he can open another one.
      const again = await StreamlinedSecureClient.create({ identity: mallory, listen: 'tcp://127.0.0.1:0' });
      t.after(() => again.shutdown());
      await assert.rejects(again.establishSecureChannel(bob.peerId, { address }), (error) =>
        isQForgeError(error, 'PEER_REFUSED'),
      );
      await assert.rejects(
        client.establishSecureChannel(mallory.peerId, { address: again.listenAddresses[0] ?? '' }),
        (error) => isQForgeError(error, 'PEER_SUSPENDED'),
      );
      await friend.sendSecureMessage(bob.peerId, 'still here');
      assert.deepEqual(messages.slice(-1), ['still here']);
      const recorded = await trail();
      for (const line of ['threat-detected malformed frames', 'reaction malformed frames suspend true'])
        assert.equal(recorded.filter((entry) => entry === line).length, 1, recorded.join('\n'));
    });
  }

  test('a record that somebody on the path sends once more is found, costs nothing, and leads to fresh keys', async (t) => {
    const { address, messages, event, trail } = await guarded(t);
    const path = await pathTo(t, address);
    const friend = await StreamlinedSecureClient.create({ identity: alice });
    t.after(() => friend.shutdown());
    const channel = await friend.establishSecureChannel(bob.peerId, { address: path.address });
    await friend.sendSecureMessage(bob.peerId, 'one');
    path.beginCapture();
    await friend.sendSecureMessage(bob.peerId, 'two');
    path.replay();
    const detected = await event(({ type }) => type === 'threat-detected');
    assert.ok(detected.type === 'threat-detected');
    assert.deepEqual([detected.detector, detected.subject], ['records out of place', alice.peerId]);
    await event(isReaction('rekey'));
    await friend.sendSecureMessage(bob.peerId, 'three');
    assert.deepEqual(messages, ['one', 'two', 'three'], 'each once');
    assert.equal(channel.statistics().sessions, 2, 'the replay ended the first session');
    assert.ok((await trail()).includes('threat-detected records out of place'));
  });

  test('openings that are sent again have their source throttled', async (t) => {
    const { address, event, trail } = await guarded(t);
    const path = await pathTo(t, address);
    path.beginCapture();
    const friend = await StreamlinedSecureClient.create({ identity: alice });
    t.after(() => friend.shutdown());
    await friend.establishSecureChannel(bob.peerId, { address: path.address });
    const opening = path.captured[0] ?? EMPTY;
    assert.ok(opening.length > 1000, 'an opening has a KEM key in it');
    const sockets: Socket[] = [];
    t.after(() => sockets.forEach((socket) => socket.destroy()));
    const target = new URL(address);
    for (let count = 0; count < 3; count += 1) {
      const socket = connect(Number(target.port), target.hostname);
      socket.on('error', () => undefined);
      socket.write(opening);
      sockets.push(socket);
    }
    const detected = await event((told) => told.type === 'threat-detected' && told.detector === 'replayed openings');
    assert.equal(detected.severity, 'medium');
    const reaction = await event(isReaction('throttle'));
    assert.equal(reaction.type === 'reaction' && reaction.done, true);
    assert.ok((await trail()).includes('reaction replayed openings throttle true'));
  });
});

/** Somebody on the path to a listener, who hands everything on and keeps what goes there. */
interface Path {
  readonly address: string;
  readonly captured: Buffer[];
  beginCapture(): void;
  /** Sends what was captured to the listener once more. */
  replay(): void;
}

async function pathTo(t: TestContext, address: string): Promise<Path> {
  const target = new URL(address);
  const sockets = new Set<Socket>();
  const captured: Buffer[] = [];
  let isCapturing = false;
  let last: Socket | undefined;
  const relay = createServer((caller) => {
    const listener = connect(Number(target.port), target.hostname);
    last = listener;
    for (const [from, to] of [
      [caller, listener],
      [listener, caller],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('data', (chunk) => to.write(chunk));
    }
    caller.on('data', (chunk: Buffer) => {
      if (isCapturing) captured.push(chunk);
    });
  });
  t.after(() => {
    relay.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    address: `tcp://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    captured,
    beginCapture: () => {
      isCapturing = true;
    },
    replay: () => {
      isCapturing = false;
      for (const chunk of captured.splice(0)) last?.write(chunk);
    },
  };
}
