import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import { assembleClient, watchIdentity } from '../../src/client/client-assembly.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { generateIdentity } from '../../src/handshake/index.ts';
import { MemoryTransport } from '../../src/network/index.ts';

const identity = generateIdentity(nativeBackend, 'high', systemClock.wallMs());

test('a client that cannot listen everywhere leaves nothing open', async () => {
  const transport = new MemoryTransport();
  const taken = await transport.listen('memory://taken', (connection) => connection.destroy());
  const options = { identity, transports: [transport] };
  await assert.rejects(assembleClient({ ...options, listen: ['memory://first', 'memory://taken'] }), {
    code: 'PORT_IN_USE',
  });
  await taken.close();
  const { network, security } = await assembleClient({ ...options, listen: ['memory://first', 'memory://taken'] });
  assert.deepEqual(network.listenAddresses, ['memory://first', 'memory://taken']);
  await network.close();
  security.stop();
});

test('an identity that came from no file is not watched', async () => {
  const parts = await assembleClient({ identity, transports: [] });
  assert.equal(parts.stamp, undefined);
  assert.equal(
    watchIdentity(parts, () => undefined),
    undefined,
  );
  assert.deepEqual(parts.network.listenAddresses, []);
  await parts.network.close();
  parts.security.stop();
});
