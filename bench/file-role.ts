import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { receiveFile, sendFile } from '../src/client/index.ts';
import type { Json } from './child-process.ts';
import { type ContestantName, contestants } from './contestants.ts';
import type { Link, LinkServer } from './link.ts';
import { ChannelLink } from './product.ts';
import type { Role } from './roles.ts';

const DIGEST_BYTES = 32;
const CHUNK_BYTES = 262_144;
const READS_AHEAD = 3;
const DONE = new Uint8Array(64).fill(1);

/** The receiving end of a copy: writes, digests, flushes, gives the file its name, and says so. */
export function fileReceiverRole(): Role {
  let folder = '';
  let server: LinkServer | undefined;
  let copy: CopyWriter | undefined;
  const onLink = (link: Link): void => {
    if (link instanceof ChannelLink) {
      link.channel.onStream((stream) => void receiveFile(stream, { directory: folder, overwrite: true }));
    } else {
      link.onMessage((bytes) => {
        if (copy?.take(bytes) !== true) return;
        link.send(DONE);
        link.flush();
      });
    }
  };
  return {
    listen: async (argument) => {
      const given = argument as { contestant: ContestantName; credentials: Json; folder: string };
      folder = join(given.folder, given.contestant);
      mkdirSync(folder);
      server = await (await contestants[given.contestant]()).listen(given.credentials, onLink);
      return server.address;
    },
    expect: (argument) => {
      copy = new CopyWriter(folder, (argument as { bytes: number }).bytes);
      return null;
    },
  };
}

/** The sending end: measures from the first read until the other end has the file under its name. */
export function fileSenderRole(): Role {
  let link: Link | undefined;
  let onDone: () => void = () => undefined;
  return {
    dial: async (argument) => {
      const { contestant, credentials, address } = argument as {
        contestant: ContestantName;
        credentials: Json;
        address: string;
      };
      link = await (await (await contestants[contestant]()).dial(credentials, address)).connect(0);
      if (!(link instanceof ChannelLink)) link.onMessage(() => onDone());
      return null;
    },
    send: async (argument) => {
      const { path, bytes } = argument as { path: string; bytes: number };
      if (link === undefined) throw new Error('dial comes first');
      const startMs = performance.now();
      if (link instanceof ChannelLink) await sendFile(link.channel, path, { name: 'copy' });
      else {
        const done = new Promise<void>((resolve) => (onDone = resolve));
        await copyOver(link, path, bytes);
        await done;
      }
      return { seconds: (performance.now() - startMs) / 1000 };
    },
  };
}

async function copyOver(link: Link, path: string, bytes: number): Promise<void> {
  await using file = await open(path);
  const hash = createHash('sha256');
  for await (const chunk of readAhead(file, bytes)) {
    hash.update(chunk);
    if (!link.send(chunk)) await link.ready();
  }
  link.send(hash.digest());
  link.flush();
}

/** A file in chunks of memory of their own, for a socket keeps what it is given until it is sent; three are read ahead. */
async function* readAhead(file: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  const ahead: Promise<Uint8Array>[] = [];
  for (let next = 0; next < bytes || ahead.length > 0; ) {
    for (; next < bytes && ahead.length < READS_AHEAD; next += CHUNK_BYTES) {
      ahead.push(readChunk(file, next, Math.min(CHUNK_BYTES, bytes - next)));
    }
    const chunk = await ahead.shift();
    if (chunk !== undefined) yield chunk;
  }
}

async function readChunk(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, position);
  if (bytesRead !== length) throw new Error('the file is shorter than it was');
  return buffer;
}

/** Writes what comes to a file, and judges it by the digest behind. */
class CopyWriter {
  readonly #folder: string;
  readonly #descriptor: number;
  readonly #hash: Hash = createHash('sha256');
  #leftBytes: number;
  #digest = Buffer.alloc(0);

  constructor(folder: string, bytes: number) {
    this.#folder = folder;
    this.#descriptor = openSync(join(folder, 'partial'), 'w', 0o600);
    this.#leftBytes = bytes;
  }

  /** True when the file is durable under its name. */
  take(bytes: Uint8Array): boolean {
    const content = bytes.subarray(0, this.#leftBytes);
    this.#hash.update(content);
    for (let written = 0; written < content.length; ) written += writeSync(this.#descriptor, content, written);
    this.#leftBytes -= content.length;
    this.#digest = Buffer.concat([this.#digest, bytes.subarray(content.length)]);
    return this.#digest.length >= DIGEST_BYTES && this.#finish();
  }

  #finish(): boolean {
    if (!this.#hash.digest().equals(this.#digest)) throw new Error('the copy is not what was sent');
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    renameSync(join(this.#folder, 'partial'), join(this.#folder, 'copy'));
    syncFolder(this.#folder);
    return true;
  }
}

/** Makes the names in a folder durable. */
function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
