import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mail, MailboxStore, StoredMail } from '../../src/messaging/index.ts';
import { ClusterLoad, type LoadFigures } from './cluster-load.ts';

/** A mailbox in memory that a test may make worse. */
function storeWith(spoil: (mail: Mail) => readonly Mail[]): MailboxStore {
  const waiting: StoredMail[] = [];
  const store: Pick<MailboxStore, 'deposit' | 'collect' | 'acknowledge'> = {
    deposit: (mail) => {
      for (const each of spoil(mail)) waiting.push({ ...each, depositedAtMs: 0, deliveries: 1 });
      return Promise.resolve('stored');
    },
    collect: () => new Promise((resolve) => setImmediate(() => resolve(waiting.splice(0)))),
    acknowledge: () => Promise.resolve(),
  };
  return store as MailboxStore;
}

async function figuresOf(spoil: (mail: Mail) => readonly Mail[]): Promise<LoadFigures> {
  let nowMs = 0;
  const load = new ClusterLoad({
    messages: 50,
    messageBytes: 64,
    parallel: 4,
    sender: 'alice',
    recipient: 'bob',
    onAcknowledged: () => undefined,
    // Patience ends soon: each look at this clock takes a second.
    nowMs: () => (nowMs += 1000),
  });
  const store = storeWith(spoil);
  return load.run({ from: store, to: store });
}

test('the books balance where nothing is wrong', async () => {
  const figures = await figuresOf((mail) => [mail]);
  assert.deepEqual([figures.acknowledged, figures.delivered, figures.acknowledgedAndLost], [50, 50, 0]);
  assert.deepEqual([figures.deliveredTwice, figures.wrongBytes, figures.duplicatesSuppressed], [0, 0, 0]);
});

test('a store that loses, doubles, renames or changes is found out', async () => {
  const isTenth = ({ id }: Mail): boolean => Number.parseInt(id, 16) % 10 === 0;
  assert.equal((await figuresOf((mail) => (isTenth(mail) ? [] : [mail]))).acknowledgedAndLost, 5);
  assert.equal((await figuresOf((mail) => [mail, mail])).duplicatesSuppressed, 50);
  const renamed = (mail: Mail): Mail => ({ ...mail, id: 'f'.repeat(24) + mail.id.slice(24) });
  assert.equal((await figuresOf((mail) => (isTenth(mail) ? [mail, renamed(mail)] : [mail]))).deliveredTwice, 5);
  const changed = (mail: Mail): Mail => ({ ...mail, envelope: mail.envelope.with(10, 99) });
  assert.ok((await figuresOf((mail) => [isTenth(mail) ? changed(mail) : mail])).wrongBytes >= 5);
});
