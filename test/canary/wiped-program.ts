/**
 * Holds a secret that only arithmetic has made, in the way that it is told: `bytes` or `key`. Tells when it holds it, waits for a line, lets go of it,
 * and tells that.
 */
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SecretBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { writePattern } from './memory-pattern.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const [way = '', salt = ''] = process.argv.slice(2);

/** Keeps the secret in one place, and gives what lets go of it. */
function hold(): () => void {
  const secret = SecretBytes.copyOf(new Uint8Array(32));
  writePattern(secret.expose(), Number(salt));
  if (way === 'bytes') return () => secret.wipe();
  const kept: unknown[] = [nativeBackend.diffieHellman('X25519').fromPrivateBytes(secret.expose())];
  secret.wipe();
  return () => void kept.pop();
}

const letGo = hold();
const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
process.stdout.write('held\n');
await lines.next();
letGo();
for (let turn = 0; turn < 5; turn += 1) {
  collect();
  await new Promise((resolve) => setImmediate(resolve));
}
process.stdout.write('gone\n');
await lines.next();
process.exit(0);
