import { basename, resolve } from 'node:path';
import { defined } from '../../base/index.ts';
import { PULSE_RATE_HZ } from '../kme/kme-pair.ts';
import type { DemoReport, QkdFacts } from './demo-report.ts';
import type { DemoStage } from './demo-stage.ts';
import type { StoredFile } from './participant-protocol.ts';
import { quantile } from './quantile.ts';

const WARM_HANDSHAKES = 10;
const EXCHANGED_MESSAGES = 200;
const EXCHANGED_MESSAGE_BYTES = 1024;
const BULK_MESSAGES = 1024;
const BULK_MESSAGE_BYTES = 65_536;

/** The file of the demonstration, and what it was before it was sent. */
export interface FileToSend extends StoredFile {
  readonly path: string;
}

/** Plays the demonstration once and gives what was measured; `note` is told what happens. Throws `DEMO_FAILED`. */
export async function playDemo(
  stage: DemoStage,
  toSend: FileToSend,
  note: (line: string) => void,
): Promise<DemoReport> {
  const caller = stage.first('caller');
  const listener = stage.first('listener');
  note(`${caller.name} connects to ${listener.name} at ${listener.addresses.join(' ')}`);
  const channel = await caller.process.ask('connect', { peer: listener.name });
  const warmHandshakeMs = await measureWarmHandshakes(stage);
  const qkd = await readQkdFacts(stage);
  note(`${caller.name} sends messages`);
  const messages = await measureMessages(stage);
  const bulk = await measureBulk(stage);
  note(`${caller.name} sends ${toSend.path}`);
  const file = await exchangeFile(stage, toSend);
  const participants = stage.members.map(({ name, peerId, process }) => ({ name, peerId, pid: process.pid }));
  return { participants, channel, warmHandshakeMs, qkd, messages, bulk, file };
}

async function measureWarmHandshakes(stage: DemoStage): Promise<number> {
  const handshakesMs: number[] = [];
  for (let made = 0; made < WARM_HANDSHAKES; made += 1) {
    const { handshakeMs } = await stage.first('caller').process.ask('connect', { peer: stage.first('listener').name });
    handshakesMs.push(handshakeMs);
  }
  return quantile(handshakesMs, 0.5);
}

async function readQkdFacts(stage: DemoStage): Promise<QkdFacts> {
  const { simulated, policy, keysTaken } = defined(
    await stage.first('caller').process.ask('sharedKeys', null),
    'the shared keys of a participant',
  );
  const { storedKeyCount, link } = await stage.keyStatus();
  const { qber, secretKeyRate } = defined(link, 'figures of a link that has made keys');
  return {
    simulated,
    policy,
    keysUsed: keysTaken,
    storedKeys: storedKeyCount,
    qber,
    secretKeyRate,
    pulseRateHz: PULSE_RATE_HZ,
  };
}

async function measureMessages(stage: DemoStage): Promise<DemoReport['messages']> {
  const request = { count: EXCHANGED_MESSAGES, bytes: EXCHANGED_MESSAGE_BYTES };
  const { roundTripsMs } = await stage.first('caller').process.ask('exchange', request);
  return {
    acknowledged: roundTripsMs.length,
    p50RoundTripMs: quantile(roundTripsMs, 0.5),
    p99RoundTripMs: quantile(roundTripsMs, 0.99),
  };
}

async function measureBulk(stage: DemoStage): Promise<DemoReport['bulk']> {
  const request = { count: BULK_MESSAGES, bytes: BULK_MESSAGE_BYTES };
  const { durationMs } = await stage.first('caller').process.ask('bulk', request);
  const bytes = BULK_MESSAGES * BULK_MESSAGE_BYTES;
  return { bytes, durationMs, bytesPerSecond: perSecond(bytes, durationMs) };
}

async function exchangeFile(stage: DemoStage, { path, ...sent }: FileToSend): Promise<DemoReport['file']> {
  const { durationMs } = await stage.first('caller').process.ask('sendFile', { path: resolve(path) });
  const name = basename(path).normalize('NFC');
  const received = await stage.first('listener').process.ask('inspectFile', { name });
  const isSame = sent.sha256 === received.sha256 && sent.bytes === received.bytes;
  return { path, sent, received, durationMs, bytesPerSecond: perSecond(sent.bytes, durationMs), isSame };
}

function perSecond(bytes: number, durationMs: number): number {
  return durationMs > 0 ? (bytes / durationMs) * 1000 : 0;
}
