import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryTransport } from '../../src/network/memory-transport.ts';
import { TcpTransport } from '../../src/network/tcp-transport.ts';
import { TransportTable } from '../../src/network/transport-table.ts';

test('the scheme of an address says which transport it is for', () => {
  const [memory, tcp] = [new MemoryTransport(), new TcpTransport()];
  const transports = new TransportTable([memory, tcp]);
  assert.equal(transports.of('memory://bob'), memory);
  assert.equal(transports.of('tcp://127.0.0.1:7700'), tcp);
  assert.throws(() => transports.of('ws://127.0.0.1:7700'), {
    code: 'ADDRESS_INVALID',
    message: /no transport for ws/u,
  });
  assert.throws(() => transports.of('nonsense'), { code: 'ADDRESS_INVALID' });
});
