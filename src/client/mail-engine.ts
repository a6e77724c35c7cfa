import { QForgeError } from '../base/index.ts';
import type { Directory, LinkSurroundings, MailboxStore, Presence } from '../messaging/index.ts';

/** Mailboxes and directory of one engine. */
export interface MailEngine extends AsyncDisposable {
  readonly mailboxes: MailboxStore;
  readonly directory: Directory;
  /** Who is there; an engine of one machine does not tell. */
  readonly presence?: Presence;
}

const SQLITE = 'sqlite:';
const NATS = 'nats://';

/**
 * Opens an engine by its address: `sqlite:PATH` or `nats://host:port?key=FILE`. Its module is loaded on use.
 *
 * Rejects with `MAIL_ENGINE_INVALID`, `MAIL_STORE_*`.
 */
export async function openMailEngine(address: string, surroundings: LinkSurroundings): Promise<MailEngine> {
  if (address.startsWith(NATS)) return openNatsEngine(address, surroundings);
  if (address.startsWith(SQLITE) && address.length > SQLITE.length) {
    return openSqliteEngine(address.slice(SQLITE.length), surroundings);
  }
  throw new QForgeError('MAIL_ENGINE_INVALID', { engine: address, reason: 'there is no engine of that kind' });
}

async function openNatsEngine(address: string, surroundings: LinkSurroundings): Promise<MailEngine> {
  const { NatsEngine } = await import('../messaging/index.ts');
  return NatsEngine.open(address, surroundings);
}

async function openSqliteEngine(path: string, surroundings: LinkSurroundings): Promise<MailEngine> {
  const { SqliteDirectory, SqliteMailboxes } = await import('../messaging/index.ts');
  const mailboxes = await SqliteMailboxes.open(path, surroundings);
  const directory = await SqliteDirectory.open(path, surroundings);
  return engineOf(mailboxes, directory);
}

function engineOf(mailboxes: MailboxStore, directory: Directory): MailEngine {
  return {
    mailboxes,
    directory,
    [Symbol.asyncDispose]: async () => {
      await mailboxes[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
