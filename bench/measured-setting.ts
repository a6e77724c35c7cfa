import { readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createIdentityFile } from '../src/client/index.ts';
import { bundleForNode } from '../tools/package/node-bundle.ts';
import { RoleProcess } from './child-process.ts';
import type { ScratchFolder } from './scratch-folder.ts';

/** Handshakes at once while channels are opened. */
export const HANDSHAKES_AT_ONCE = 32;
/** The package as users run it, without the TypeScript loader, which takes memory of its own. */
const PACKAGE_FOLDER = resolve(import.meta.dirname, '../dist/measured');

/** What every measured process is given: the program, and the identity files of both ends. */
export interface Setting {
  readonly program: string;
  readonly server: Identity;
  readonly client: Identity;
}

interface Identity {
  readonly path: string;
  readonly peerId: string;
}

/** Builds the package and makes the identities. */
export async function prepareSetting(folder: ScratchFolder): Promise<Setting> {
  bundleForNode(PACKAGE_FOLDER);
  return {
    program: await plainProgram(folder),
    server: await makeIdentity(folder, 'server'),
    client: await makeIdentity(folder, 'client'),
  };
}

async function makeIdentity(folder: ScratchFolder, name: string): Promise<Identity> {
  const path = folder.file(`${name}.key`);
  const { peerId } = await createIdentityFile(path, { passphrase: undefined });
  return { path, peerId };
}

/** The measured program without its types, so that its process needs no TypeScript loader. */
async function plainProgram(folder: ScratchFolder): Promise<string> {
  const source = await readFile(join(import.meta.dirname, 'memory-program.ts'), 'utf8');
  const path = folder.file('memory-program.mjs');
  await writeFile(path, stripTypeScriptTypes(source));
  return path;
}

/** Starts a measured process, which ends with the stack. */
export function startProcess(processes: AsyncDisposableStack, { program }: Setting): RoleProcess {
  const packageUrl = pathToFileURL(join(PACKAGE_FOLDER, 'client/index.js')).href;
  const child = new RoleProcess('memory', { program: [program, packageUrl], nodeOptions: ['--expose-gc'] });
  return processes.adopt(child, () => child.stop());
}

/** Resident memory of a process after all garbage was collected. */
export async function residentBytes(child: RoleProcess): Promise<number> {
  return (await child.figures('memory'))['bytes'] ?? Number.NaN;
}

/** Opens channels, and returns the way to open more. */
export async function holdChannels(
  server: RoleProcess,
  client: RoleProcess,
  setting: Setting,
  count: number,
): Promise<(more: number) => Promise<unknown>> {
  const address = await server.call('listenChannels', { identity: setting.server.path, peerId: setting.client.peerId });
  const target = { identity: setting.client.path, peerId: setting.server.peerId, address, atOnce: HANDSHAKES_AT_ONCE };
  const hold = (more: number): Promise<unknown> => client.call('holdChannels', { ...target, count: more });
  await hold(count);
  return hold;
}
