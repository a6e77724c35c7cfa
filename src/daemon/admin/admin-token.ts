import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { QForgeError } from '../../base/index.ts';
import type { AdminScope } from './admin-scope.ts';

/** Random bytes of a token. */
export const TOKEN_BYTES = 32;

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
/** Base64url of {@link TOKEN_BYTES} bytes, without padding. */
const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/u;
const MAX_FILE_BYTES = 256;

/**
 * The token of a file that only this user can read; a missing file is made, with a new token.
 *
 * Throws `ADMIN_TOKEN_EXPOSED` when others own or can read it, or when it holds no token; `FILE_UNWRITABLE` when it cannot be made.
 */
export async function tokenOfFile(path: string): Promise<string> {
  return (await createdToken(path)) ?? (await existingToken(path));
}

/** A new file's token; undefined if there is a file. */
async function createdToken(path: string): Promise<string | undefined> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  try {
    await using file = await open(path, 'wx', OWNER_ONLY);
    await file.writeFile(`${token}\n`);
    await file.sync();
    return token;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'it cannot be made' }, { cause });
  }
}

/** The token of such a file that is there already. Throws `ADMIN_TOKEN_EXPOSED`, also when there is none. */
export async function existingToken(path: string): Promise<string> {
  const exposed = (reason: string, cause?: unknown): QForgeError =>
    new QForgeError('ADMIN_TOKEN_EXPOSED', { path, reason }, { cause });
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    throw exposed('it cannot be read, or is a link', cause);
  }
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > MAX_FILE_BYTES) throw exposed('it holds no token');
    if ((found.mode & OTHERS) !== 0 || found.uid !== process.getuid?.()) {
      throw exposed('others can read it or own it');
    }
    const token = (await file.readFile('utf8')).trim();
    if (!TOKEN_FORM.test(token)) throw exposed('it holds no token');
    return token;
  } finally {
    await file.close();
  }
}

/** Knows tokens by their digests, and compares in a time that says nothing of them. */
export class TokenTable {
  readonly #known: readonly { readonly digest: Buffer; readonly scope: AdminScope }[];

  constructor(tokens: readonly { readonly token: string; readonly scope: AdminScope }[]) {
    this.#known = tokens.map(({ token, scope }) => ({ digest: digestOf(token), scope }));
  }

  /** What the bearer of an unverified token may do; undefined for a stranger. */
  scopeOf(unverifiedToken: string): AdminScope | undefined {
    const digest = digestOf(unverifiedToken);
    let scope: AdminScope | undefined;
    for (const known of this.#known) if (timingSafeEqual(known.digest, digest)) scope = known.scope;
    return scope;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
