import { timingSafeEqual } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { QForgeError, SecretBytes } from '../base/index.ts';
import { MAX_PASSPHRASE_BYTES } from './hidden-entry.ts';
import { askHidden, canAsk } from './hidden-prompt.ts';
import type { PassphraseFlags } from './identity-flags.ts';
import type { Environment } from './settings.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where a passphrase can come from: a file, a descriptor, or whoever sits at the terminal. */
export type PassphraseSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'descriptor'; readonly descriptor: number }
  | { readonly kind: 'terminal' };

/** The source that flags and environment name, else the terminal if there is one. */
export function passphraseSource(flags: PassphraseFlags, environment: Environment): PassphraseSource | undefined {
  if (flags.passphraseFd !== undefined) return { kind: 'descriptor', descriptor: flags.passphraseFd };
  const path = flags.passphraseFile ?? environment['QFORGE_PASSPHRASE_FILE'];
  if (path !== undefined && path !== '') return { kind: 'file', path };
  return canAsk() ? { kind: 'terminal' } : undefined;
}

/** The source that flags name, whatever the environment says. */
export function namedPassphraseSource(flags: PassphraseFlags): PassphraseSource | undefined {
  const isNamed = flags.passphraseFd !== undefined || flags.passphraseFile !== undefined;
  return isNamed ? passphraseSource(flags, {}) : undefined;
}

/**
 * The passphrase of an existing identity. Throws `PASSPHRASE_REQUIRED` when there is nowhere to take it from,
 * `FILE_UNREADABLE` and `ARGUMENT_INVALID` when its file cannot be used.
 */
export async function existingPassphrase(
  source: PassphraseSource | undefined,
  identityPath: string,
): Promise<SecretBytes> {
  if (source === undefined) throw new QForgeError('PASSPHRASE_REQUIRED', { path: identityPath });
  if (source.kind === 'terminal') return askHidden(`Passphrase of ${identityPath}: `);
  return storedPassphrase(source);
}

/** A passphrase for a new identity, asked twice at a terminal. Throws as {@link existingPassphrase}, or `PASSPHRASE_MISSING`. */
export async function newPassphrase(source: PassphraseSource | undefined, identityPath: string): Promise<SecretBytes> {
  if (source === undefined) throw new QForgeError('PASSPHRASE_MISSING', { path: identityPath });
  if (source.kind !== 'terminal') return storedPassphrase(source);
  const first = await askHidden('New passphrase: ');
  using second = await askHidden('The same again: ');
  const same = first.length === second.length && timingSafeEqual(first.expose(), second.expose());
  if (same) return nonEmpty(first);
  first.wipe();
  throw new QForgeError('ARGUMENT_INVALID', { argument: 'The passphrase', reason: 'the two entries differ' });
}

type StoredSource = Exclude<PassphraseSource, { readonly kind: 'terminal' }>;

function storedPassphrase(source: StoredSource): SecretBytes {
  const name = source.kind === 'file' ? source.path : `descriptor ${source.descriptor}`;
  // One byte of room more than allowed tells a passphrase that is too long from one that fits; then two for a line end.
  const buffer = Buffer.alloc(MAX_PASSPHRASE_BYTES + 3);
  try {
    const length = withoutLineEnd(buffer, readAll(source, name, buffer));
    if (length > MAX_PASSPHRASE_BYTES) throw invalid(`it has more than ${MAX_PASSPHRASE_BYTES} bytes`);
    return nonEmpty(SecretBytes.copyOf(buffer.subarray(0, length)));
  } finally {
    buffer.fill(0);
  }
}

function readAll(source: StoredSource, name: string, into: Buffer): number {
  try {
    return source.kind === 'file' ? fillFromFile(source.path, into) : fill(source.descriptor, into);
  } catch (cause) {
    throw new QForgeError('FILE_UNREADABLE', { path: name, reason: 'the passphrase could not be read' }, { cause });
  }
}

function fillFromFile(path: string, into: Buffer): number {
  const descriptor = openSync(path, 'r');
  try {
    return fill(descriptor, into);
  } finally {
    closeSync(descriptor);
  }
}

/** A descriptor that was handed in stays open: a wrong number may be one that Node.js lives on. */
function fill(descriptor: number, into: Buffer): number {
  let length = 0;
  while (length < into.length) {
    const read = readSync(descriptor, into, length, into.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function withoutLineEnd(bytes: Uint8Array, length: number): number {
  if (bytes[length - 1] !== NEWLINE) return length;
  return bytes[length - 2] === CARRIAGE_RETURN ? length - 2 : length - 1;
}

function nonEmpty(passphrase: SecretBytes): SecretBytes {
  if (passphrase.length === 0) throw invalid('it is empty');
  return passphrase;
}

function invalid(reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument: 'The passphrase', reason });
}
