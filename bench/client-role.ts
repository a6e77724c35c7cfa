import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type DeviceIdentity, loadIdentityFile, StreamlinedSecureClient } from '../src/client/index.ts';
import type { Figures } from './paired-runs.ts';
import type { Role } from './roles.ts';
import { median, quantile } from './statistics.ts';

/** Creates clients again and again in one process. */
export function clientRole(): Role {
  const identities = new Map<string, DeviceIdentity>();
  const loaded = async (path: string): Promise<DeviceIdentity> => {
    const identity = identities.get(path) ?? (await loadIdentityFile(path));
    identities.set(path, identity);
    return identity;
  };
  return {
    createWithLoadedKeys: async (argument) => {
      const { path, count } = argument as { path: string; count: number };
      return timed(count, creator(await loaded(path)));
    },
    createFromFile: (argument) => {
      const { path, count } = argument as { path: string; count: number };
      return timed(count, creator(path));
    },
    importKeys: (argument) => {
      const { count } = argument as { count: number };
      return timed(count, keyImporter());
    },
  };
}

/** One run; what it returns is undone outside the time. */
type TimedWork = () => Promise<() => Promise<void>>;

async function timed(count: number, work: TimedWork): Promise<Figures> {
  const timesMs: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const startMs = performance.now();
    const undo = await work();
    timesMs.push(performance.now() - startMs);
    await undo();
  }
  return { p50Ms: median(timesMs), p99Ms: quantile(timesMs, 0.99) };
}

function creator(identity: DeviceIdentity | string): TimedWork {
  return async () => {
    const client = await StreamlinedSecureClient.create({ identity, listen: 'tcp://127.0.0.1:0' });
    return () => client.shutdown();
  };
}

/** What no client can do without: the keys of a device, brought into Node's own form. */
function keyImporter(): TimedWork {
  const exported = [
    generateKeyPairSync('x25519'),
    generateKeyPairSync('ml-kem-768'),
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('ml-dsa-65'),
  ].map(({ privateKey }: { privateKey: KeyObject }) => privateKey.export({ type: 'pkcs8', format: 'der' }));
  return () => {
    for (const key of exported) createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    return Promise.resolve(() => Promise.resolve());
  };
}
