import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterUser } from './server-config.ts';
import type { UserRole } from './user-permissions.ts';

/** A user with the file that its seed is in. */
export interface KeyedUser extends ClusterUser {
  readonly keyFile: string;
}

/** Makes an nkey for a user and writes its seed where only this account of the machine reads it. The package that makes it is loaded here. */
export async function makeUser(folder: string, name: string, role: UserRole): Promise<KeyedUser> {
  const { nkeys } = await import('@nats-io/transport-node');
  const pair = nkeys.createUser();
  const keyFile = join(folder, `${name}.nk`);
  const publicKey = pair.getPublicKey();
  await writeFile(keyFile, pair.getSeed(), { mode: 0o600, flag: 'wx' });
  pair.clear();
  return { name, role, publicKey, keyFile };
}
