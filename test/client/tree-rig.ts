import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TreeReceipt } from '../../src/client/tree-receipt.ts';
import { type ReceivedTree, type ReceiveTreeOptions, receiveTree } from '../../src/client/tree-receiver.ts';
import { type SendTreeOptions, sendTree } from '../../src/client/tree-sender.ts';
import { StreamPair, type Wire } from './stream-pair.ts';
import { RECEIVER_NAME } from './transfer-rig.ts';

/** What both sides of the transfer of a folder said in the end. */
export interface TreeOutcome {
  readonly sent: PromiseSettledResult<TreeReceipt>;
  readonly received: PromiseSettledResult<ReceivedTree>;
  readonly pair: StreamPair;
}

/** Sends one folder over one stream to a receiver and waits for both. */
export async function transferTree(
  path: string,
  directory: string,
  options: { wire?: Wire; send?: SendTreeOptions; receive?: Partial<ReceiveTreeOptions> } = {},
): Promise<TreeOutcome> {
  let pair: StreamPair | undefined;
  let receiving: Promise<ReceivedTree> | undefined;
  const channel = {
    peerId: RECEIVER_NAME,
    openStream: (header: Uint8Array) => {
      pair = new StreamPair(header, options.wire);
      receiving = receiveTree(pair.acceptor, { directory, ...options.receive });
      receiving.catch(() => undefined);
      return pair.opener;
    },
  };
  const [sent] = await Promise.allSettled([sendTree(channel, path, options.send)]);
  if (pair === undefined || receiving === undefined) throw new Error('no stream was opened', { cause: sent });
  const [received] = await Promise.allSettled([receiving]);
  return { sent, received, pair };
}

/** A folder as plain data: `path -> content`, with `/` behind folders and `-> target` for links. */
export type TreePicture = Readonly<Record<string, string>>;

/** Makes a folder of a picture; a path that ends in a slash is a folder, a content that begins with `-> ` a link. */
export async function makeTree(root: string, picture: TreePicture): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const [path, content] of Object.entries(picture)) {
    const place = join(root, path);
    await mkdir(path.endsWith('/') ? place : dirname(place), { recursive: true });
    if (content.startsWith('-> ')) await symlink(content.slice(3), place);
    else if (!path.endsWith('/')) await writeFile(place, content, 'latin1');
  }
}

/** The picture of a folder as it is on the disk. */
export async function pictureOf(root: string, folder = ''): Promise<TreePicture> {
  const picture: Record<string, string> = {};
  for (const name of (await readdir(join(root, folder))).toSorted()) {
    const path = `${folder}${name}`;
    const status = await lstat(join(root, path));
    if (status.isSymbolicLink()) picture[path] = `-> ${await readlink(join(root, path))}`;
    else if (status.isDirectory()) Object.assign(picture, { [`${path}/`]: '' }, await pictureOf(root, `${path}/`));
    else picture[path] = await readFile(join(root, path), 'latin1');
  }
  return picture;
}
