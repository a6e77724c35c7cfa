import type { SqliteSchema } from '../sqlite-file.ts';

/**
 * The tables of mailboxes and directory. A message without its envelope is one that was collected: it is known until its duplicates can
 * no longer come. `number` is the order of arrival.
 *
 * `handed_out` begins at 2, and `leased_until_ms` at the time of arrival: so wide they stay, and a store that is full can still be emptied.
 */
export const MAIL_SCHEMA: SqliteSchema = {
  applicationId: 0x71_66_6d_62,
  versions: [
    `CREATE TABLE mail (
       number INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, sender TEXT NOT NULL, id TEXT NOT NULL,
       envelope BLOB, bytes INTEGER NOT NULL, expires_ms INTEGER NOT NULL, deposited_ms INTEGER NOT NULL,
       leased_until_ms INTEGER NOT NULL, handed_out INTEGER NOT NULL DEFAULT 2, UNIQUE (recipient, sender, id)
     ) STRICT;
     CREATE INDEX mail_waiting ON mail (recipient, number) WHERE envelope IS NOT NULL;
     CREATE INDEX mail_expiry ON mail (expires_ms) WHERE envelope IS NOT NULL;
     CREATE INDEX mail_known ON mail (deposited_ms) WHERE envelope IS NULL;
     CREATE TABLE total (one INTEGER PRIMARY KEY CHECK (one = 1), bytes INTEGER NOT NULL) STRICT;
     INSERT INTO total VALUES (1, 0);
     CREATE TABLE dead_letter (
       number INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, sender TEXT NOT NULL, id TEXT NOT NULL,
       bytes INTEGER NOT NULL, reason TEXT NOT NULL, died_ms INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX dead_of ON dead_letter (recipient, number);
     CREATE INDEX dead_age ON dead_letter (died_ms);
     CREATE TABLE prekey (
       number INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, id TEXT NOT NULL, signed BLOB NOT NULL,
       expires_ms INTEGER NOT NULL, UNIQUE (owner, id)
     ) STRICT;
     CREATE TABLE last_resort (
       owner TEXT PRIMARY KEY, signed BLOB NOT NULL, expires_ms INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;`,
    "ALTER TABLE mail ADD COLUMN kind TEXT NOT NULL DEFAULT 'message'",
  ],
};
