// An existing service behind a quantum-safe tunnel: PostgreSQL beside bob, on a port of alice's machine.
// The server is the one that psql's own variables name (PGPORT, PGUSER, ...); without one the program says so and ends.
import { execFile } from 'node:child_process';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createIdentityFile, StreamlinedSecureClient } from 'qforge';

const port = process.env['PGPORT'] ?? '5432';
if ((await answerOn(port)) === undefined) {
  console.log(`skipped: no PostgreSQL answers on port ${port} of this machine`);
  process.exit();
}

await using folder = await mkdtempDisposable(join(tmpdir(), 'tunnel-'));
const at = (name: string): string => join(folder.path, name);
const { peerId: aliceId } = await createIdentityFile(at('alice.key'), { passphrase: undefined });
const { peerId: bobId } = await createIdentityFile(at('bob.key'), { passphrase: undefined });

// Bob lets alice reach this one port, and nothing else.
await using bob = await StreamlinedSecureClient.create({ identity: at('bob.key'), listen: 'tcp://127.0.0.1:0' });
await bob.trustStore.add({ name: 'alice', peerId: aliceId, trusted: true });
await bob.serveTunnels({
  rules: new Map([[aliceId, { connect: [`127.0.0.1:${port}`], bind: [] }]]),
});

await using alice = await StreamlinedSecureClient.create({ identity: at('alice.key') });
await using tunnel = await alice.openTunnel(bobId, {
  address: bob.listenAddresses[0] ?? '',
  local: [`127.0.0.1:0:127.0.0.1:${port}`],
});
const [forward] = tunnel.status();
const end = forward?.listen?.split(':').at(-1) ?? '';
console.log(`through the tunnel: ${await answerOn(end)}`);

/** What the PostgreSQL behind a port of this machine answers; undefined when there is none. */
async function answerOn(serverPort: string): Promise<string | undefined> {
  const words = ['-h', '127.0.0.1', '-p', serverPort, '-d', 'postgres', '-Atc', 'select 6 * 7'];
  try {
    return (await promisify(execFile)('psql', words)).stdout.trim();
  } catch {
    return undefined;
  }
}
