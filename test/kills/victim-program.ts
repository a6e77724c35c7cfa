/**
 * Keeps things as the product keeps them, and says of each when it is kept: `KIND FOLDER FIRST COUNT`. It is killed somewhere in that.
 */
import { mkdirSync } from 'node:fs';
import { SecretBytes, silentMetrics, systemClock } from '../../src/base/index.ts';
import { TrustStore } from '../../src/client/index.ts';
import { nativeBackend, writeKeyFile } from '../../src/crypto/index.ts';
import { formatPeerId } from '../../src/handshake/peer-id.ts';
import { SqliteMailboxes } from '../../src/messaging/mailbox/sqlite-mailboxes.ts';
import { AuditTrail } from '../../src/monitor/audit/audit-trail.ts';
import { HistoryFile } from '../../src/monitor/trends/history-file.ts';
import { sampleEvent } from '../monitor/audit/audit-rig.ts';
import { ConfirmedMail } from './confirmed-mail.ts';
import { HISTORY_START_MS, type Kind, placeOf } from './kept-things.ts';
import { keepUnit } from './rekeyed-pool.ts';

type Keep = (number: number) => unknown;

const keepers: Readonly<Record<Kind, (path: string) => Keep | Promise<Keep>>> = {
  'key-file': (path) => (number) =>
    writeKeyFile(path, SecretBytes.take(new Uint8Array(4000).fill(number)), 'unprotected', { overwrite: true }),
  peers: async (path) => {
    const store = await TrustStore.open(path);
    return (number) =>
      store.add({ name: `peer-${number}`, peerId: formatPeerId(new Uint8Array(32).fill(number)), trusted: true });
  },
  mail: async (path) => {
    const mailboxes = await SqliteMailboxes.open(path, { clock: systemClock });
    return (number) =>
      mailboxes.deposit({
        recipient: 'bob',
        sender: 'alice',
        id: number.toString(16).padStart(32, '0'),
        envelope: new Uint8Array(3000).fill(number),
        expiresAtMs: Date.now() + 3_600_000,
      });
  },
  'confirmed-mail': async (path) => {
    const mail = await ConfirmedMail.open(path);
    return (number) => mail.send(number);
  },
  audit: async (path) => {
    const trail = await AuditTrail.open({
      folder: path,
      backend: nativeBackend,
      clock: systemClock,
      metrics: silentMetrics,
      segmentBytes: 2000,
    });
    return async (number) => {
      while (trail.size < number) await trail.record(sampleEvent(trail.size));
    };
  },
  history: (path) => {
    const file = HistoryFile.open(path);
    return (number) => file.add(HISTORY_START_MS + number * 10_000, new Map([['first', number]]));
  },
  'key-pool': (path) => (number) => keepUnit(path, number),
};

const [kind = '', folder = '', first = '1', count = '3'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const keep = await keepers[kind as Kind](placeOf(kind as Kind, folder));
for (let number = Number(first); number < Number(first) + Number(count); number += 1) {
  await keep(number);
  process.stdout.write(`kept ${number}\n`);
}
process.exit(0);
