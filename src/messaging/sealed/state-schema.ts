import type { SqliteSchema } from '../sqlite-file.ts';

/**
 * The tables of what a device knows of its messages: its prekeys and what it has taken (`PrekeyVault`), and what it has not heard of yet (`Outbox`).
 * Both are in one file, since an application names one, and the processes of a device share it.
 */
export const STATE_SCHEMA: SqliteSchema = {
  applicationId: 0x71_66_70_6b,
  versions: [
    `CREATE TABLE prekey (
       id TEXT PRIMARY KEY, kind TEXT NOT NULL, private_key BLOB NOT NULL, public_key BLOB NOT NULL,
       not_after_ms INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE taken (
       sender TEXT NOT NULL, id TEXT NOT NULL, expires_ms INTEGER NOT NULL, PRIMARY KEY (sender, id)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX taken_expiry ON taken (expires_ms);`,
    // How many are taken of a sender is asked for each message: counting them took longer than opening it.
    `CREATE TABLE taken_count (sender TEXT PRIMARY KEY, messages INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     INSERT INTO taken_count SELECT sender, count(*) FROM taken GROUP BY sender;
     CREATE TRIGGER taken_more AFTER INSERT ON taken BEGIN
       INSERT INTO taken_count VALUES (new.sender, 1) ON CONFLICT DO UPDATE SET messages = messages + 1;
     END;
     CREATE TRIGGER taken_less AFTER DELETE ON taken BEGIN
       UPDATE taken_count SET messages = messages - 1 WHERE sender = old.sender;
       DELETE FROM taken_count WHERE sender = old.sender AND messages = 0;
     END;`,
    // A receipt is owed until the mailbox of the sender has it. What went out stays until the receipt has come; its size is read from the index alone.
    `ALTER TABLE taken ADD COLUMN receipt BLOB;
     ALTER TABLE taken ADD COLUMN is_owed INTEGER NOT NULL DEFAULT 0;
     CREATE INDEX taken_owed ON taken (sender) WHERE is_owed = 1;
     CREATE TABLE outgoing (
       number INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,
       receipt_hash BLOB NOT NULL, sealed BLOB, bytes INTEGER NOT NULL, handed_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
       next_ms INTEGER NOT NULL, deposits INTEGER NOT NULL DEFAULT 0, UNIQUE (recipient, id)
     ) STRICT;
     CREATE INDEX outgoing_size ON outgoing (state, bytes);
     CREATE INDEX outgoing_waiting ON outgoing (recipient, number) WHERE state IN ('handed', 'waiting');
     CREATE INDEX outgoing_next ON outgoing (next_ms);
     CREATE INDEX outgoing_expiry ON outgoing (expires_ms);`,
  ],
};
