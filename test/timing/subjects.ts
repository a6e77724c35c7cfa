import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretBytes } from '../../src/base/index.ts';
import { TrustStore } from '../../src/client/index.ts';
import {
  decodeKeyContainer,
  nativeArgon2id,
  nativeBackend,
  openKeyContainer,
  sealKeyContainer,
} from '../../src/crypto/index.ts';
import { isWebhookSignature, webhookSignature } from '../../src/daemon/alerts/webhook-signature.ts';
import { TokenTable } from '../../src/daemon/index.ts';
import { formatPeerId } from '../../src/handshake/peer-id.ts';
import { KeyLedger } from '../../src/qkd/kme/key-ledger.ts';
import { KmeDatabase } from '../../src/qkd/kme/kme-database.ts';
import { PoolKeyFile } from '../../src/qkd/kme/pool-key-file.ts';
import type { Chances } from '../simulation/chances.ts';
import type { TimedCall, TimedSubject } from './timed-classes.ts';

const SAMPLES = 100_000;
const SECRET_BYTES = 32;
/** Characters that a near PeerId shares with a known one. */
const ALIKE = 50;
/** Characters that a near key ID shares with a known one: all but as many as make it unlikely to be that one. */
const ALIKE_OF_UUID = 28;
/** Of what is compared: as long as the ciphertext that ML-KEM-768 compares, for 32 bytes are one step of memcmp. */
const COMPARED_BYTES = 1088;

/** Everything that handles a secret and is timed, and the control; `scale` changes how many samples there are. */
export async function timedSubjects(scale: number): Promise<readonly TimedSubject[]> {
  const subjects = [
    leakyControl(),
    secretComparison(),
    decapsulation(),
    recordTag('ChaCha20-Poly1305'),
    recordTag('AES-256-GCM'),
    adminToken(),
    webhookTag(),
    await sharedKeyId(),
    await listOfPeers(),
    await passphrase(),
  ];
  return subjects.map((subject) => ({ ...subject, samples: Math.ceil(subject.samples * scale) }));
}

/** Copies of one secret: equal in class 0, with another first byte in class 1. */
function comparedSecrets(of: 0 | 1, chances: Chances): readonly [Buffer, Buffer] {
  const secret = Buffer.from(chances.bytes(COMPARED_BYTES));
  const other = Buffer.from(secret);
  if (of === 1) other[0] = (other[0] ?? 0) ^ 1;
  return [secret, other];
}

function leakyControl(): TimedSubject {
  return {
    name: 'Buffer.equals (control)',
    classes: '1,088 equal bytes; the first byte differs',
    leaks: true,
    samples: SAMPLES,
    batch: 100,
    make: (of, chances) => {
      const [secret, other] = comparedSecrets(of, chances);
      return () => secret.equals(other);
    },
  };
}

function secretComparison(): TimedSubject {
  return {
    name: 'comparison of secrets and MACs',
    classes: '1,088 equal bytes; the first byte differs',
    samples: SAMPLES,
    batch: 100,
    make: (of, chances) => {
      const [secret, other] = comparedSecrets(of, chances);
      return () => nativeBackend.equalSecrets(secret, other);
    },
  };
}

function decapsulation(): TimedSubject {
  const key = nativeBackend.kem('ML-KEM-768').generate();
  return {
    name: 'ML-KEM-768 decapsulation',
    classes: 'a right ciphertext; one with a bit changed',
    samples: SAMPLES,
    batch: 1,
    make: (of, chances) => {
      const { ciphertext } = key.publicKey.encapsulate();
      const at = chances.below(ciphertext.length);
      const given = Uint8Array.from(ciphertext);
      if (of === 1) given[at] = (given[at] ?? 0) ^ (1 << chances.below(8));
      return () => key.decapsulate(given);
    },
  };
}

function recordTag(name: 'ChaCha20-Poly1305' | 'AES-256-GCM'): TimedSubject {
  const aead = nativeBackend.aead(name);
  return {
    name: `tag of ${name}`,
    classes: 'the first byte of the tag is wrong; the last is',
    samples: SAMPLES,
    batch: 1,
    make: (of, chances) => {
      const key = aead.importKey(chances.bytes(aead.keyBytes));
      const nonce = chances.bytes(aead.nonceBytes);
      const sealed = Uint8Array.from(key.seal(nonce, chances.bytes(64)));
      const at = of === 0 ? sealed.length - aead.tagBytes : sealed.length - 1;
      sealed[at] = (sealed[at] ?? 0) ^ 1;
      return refused(() => key.open(nonce, sealed));
    },
  };
}

/** A token of the same form as `token`, wrong in its first character or in its last that counts. */
function nearToken(of: 0 | 1, token: string): string {
  const at = of === 0 ? 0 : token.length - 2;
  return `${token.slice(0, at)}${token[at] === 'q' ? 'p' : 'q'}${token.slice(at + 1)}`;
}

function adminToken(): TimedSubject {
  const token = Buffer.from(nativeBackend.random.fill(new Uint8Array(SECRET_BYTES))).toString('base64url');
  const table = new TokenTable([{ token, scope: 'control' }]);
  return {
    name: 'token of the admin interface',
    classes: 'wrong in the first character; in the last',
    samples: SAMPLES,
    batch: 4,
    make: (of) => {
      const given = nearToken(of, token);
      return () => table.scopeOf(given);
    },
  };
}

function webhookTag(): TimedSubject {
  const key = nativeBackend.random.fill(new Uint8Array(SECRET_BYTES));
  const right = webhookSignature(key, 'id', 1, 'body');
  return {
    name: 'signature of a webhook',
    classes: 'wrong in the first character; in the last',
    samples: SAMPLES,
    batch: 2,
    make: (of) => {
      const given = `v1,${nearToken(of, right.slice('v1,'.length, -1))}=`;
      return () => isWebhookSignature(key, 'id', 1, 'body', given);
    },
  };
}

async function sharedKeyId(): Promise<TimedSubject> {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-timing-'));
  const keyFile = new PoolKeyFile(join(folder, 'pool-key'));
  const database = await KmeDatabase.open(join(folder, 'keys.sqlite'), { kme: 'kme', keyFile, wallMs: 0 });
  const ledger = new KeyLedger(database, 'kme');
  const known = Array.from({ length: 1000 }, () => randomUUID());
  for (const keyId of known) {
    const key = SecretBytes.copyOf(nativeBackend.random.fill(new Uint8Array(SECRET_BYTES)));
    ledger.add({ keyId, master: 'alice', key, simulated: true }, ['bob'], Number.MAX_SAFE_INTEGER);
  }
  return {
    name: 'shared key by its ID',
    classes: 'an ID that begins as that of a key; one unlike any',
    samples: SAMPLES / 2,
    batch: 2,
    make: (of, chances) => {
      // As many different inputs in either class, each of its own bytes: as with the list of peers below.
      const [near, other] = [chances.pick(known), randomUUID()];
      const text = of === 0 ? near.slice(0, ALIKE_OF_UUID) + other.slice(ALIKE_OF_UUID) : other;
      const keyId = Buffer.from(text).toString('latin1');
      return refused(() => ledger.collect([keyId], 'bob', 'alice', 1));
    },
    end: () => {
      database[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

async function listOfPeers(): Promise<TimedSubject> {
  const store = TrustStore.inMemory();
  const newPeerId = (): string => formatPeerId(nativeBackend.random.fill(new Uint8Array(SECRET_BYTES)));
  const known = Array.from({ length: 16 }, newPeerId);
  for (const [index, peerId] of known.entries()) await store.add({ name: `peer-${index}`, peerId, trusted: true });
  return {
    name: 'list of peers by PeerId',
    classes: 'a stranger whose PeerId begins as a known one; one unlike any',
    samples: SAMPLES,
    batch: 20,
    make: (of, chances) => {
      // As many different inputs in either class: a few that come again would speak for their places in the table.
      const [near, other] = [chances.pick(known), newPeerId()];
      const text = of === 0 ? near.slice(0, ALIKE) + other.slice(ALIKE) : other;
      // Of its own bytes, and not a rope or a piece of another string.
      const given = Buffer.from(text).toString('latin1');
      return () => store.isTrusted(given);
    },
  };
}

async function passphrase(): Promise<TimedSubject> {
  const tools = { backend: nativeBackend, passphraseKdf: nativeArgon2id };
  const right = 'correct horse battery staple';
  const work = { memoryKiB: 8 * 1024, passes: 1, parallelism: 1 };
  const secretOf = (text: string): SecretBytes => SecretBytes.copyOf(Buffer.from(text));
  const sealed = await sealKeyContainer(tools, secretOf('payload'), secretOf(right), work);
  const container = decodeKeyContainer(nativeBackend, sealed);
  if (container.protection !== 'passphrase') throw new Error('the container is sealed');
  return {
    name: 'passphrase of a key file',
    classes: 'wrong in the first character; in the last',
    samples: 1000,
    batch: 1,
    make: (of) => {
      const given = secretOf(of === 0 ? `X${right.slice(1)}` : `${right.slice(0, -1)}X`);
      return async () => {
        await openKeyContainer(tools, container, given).then(mustNotOpen, () => undefined);
      };
    },
  };
}

/** A call that must throw, and whose throwing is part of its time. */
function refused(call: () => unknown): TimedCall {
  return () => {
    let isOpen = true;
    try {
      call();
    } catch {
      isOpen = false;
    }
    if (isOpen) mustNotOpen();
  };
}

function mustNotOpen(): never {
  throw new Error('something wrong was taken');
}
