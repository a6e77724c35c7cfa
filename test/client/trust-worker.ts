import { TrustStore } from '../../src/client/trust-store.ts';
import { samplePeerId } from './peer-samples.ts';

/** Adds peers one by one in a process of its own: `PATH LABEL COUNT`; says the name of each once it is added. */
const [path = '', label = '', count = '0'] = process.argv.slice(2);

const store = await TrustStore.open(path);
for (let index = 0; index < Number(count); index += 1) {
  const name = `${label}-${index}`;
  await store.add({ name, peerId: samplePeerId(name) });
  process.send?.(name);
}
process.disconnect?.();
