import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger, silentMetrics, systemClock, type Transport } from '../../src/base/index.ts';
import { KnownPeers } from '../../src/network/known-peers.ts';
import { memoryConnectionPair } from '../../src/network/memory-connection.ts';
import { MemoryTransport } from '../../src/network/memory-transport.ts';
import { PeerChannel } from '../../src/network/peer-channel.ts';
import { NO_ID } from '../../src/network/random-id.ts';
import { defaultRekeyLimits } from '../../src/network/rekey-limits.ts';
import { SessionDialer } from '../../src/network/session-dialer.ts';
import { SessionOpener } from '../../src/network/session-opener.ts';
import { TransportTable } from '../../src/network/transport-table.ts';
import { ErrorStatistics } from '../../src/resilience/index.ts';
import { unnotedFailures } from '../base/noted-failures.ts';
import { alice, bob, setupOf } from './channel-pair.ts';
import { CountingBuffers } from './counting-buffers.ts';

const errors = (): ErrorStatistics => new ErrorStatistics(systemClock);

function dialerOf(transport: Transport, statistics: ErrorStatistics): SessionDialer {
  const setup = setupOf(alice);
  const buffers = new CountingBuffers();
  const surroundings = { logger: silentLogger, metrics: silentMetrics };
  const opener = new SessionOpener({ setup, buffers, rekeyLimits: defaultRekeyLimits, ...surroundings });
  const transports = new TransportTable([transport]);
  return new SessionDialer({ setup, opener, transports, knownPeers: new KnownPeers(), errors: statistics });
}

function newChannel(): PeerChannel {
  const ids = { channelId: 'c0'.repeat(16), outboundId: NO_ID, peerId: bob.peerId };
  return new PeerChannel({ ...ids, role: 'initiator', clock: systemClock, failures: unnotedFailures });
}

describe('a dialer', () => {
  test('counts why an address could not be reached', async () => {
    const statistics = errors();
    const dialer = dialerOf(new MemoryTransport(), statistics);
    await assert.rejects(dialer.dial(newChannel(), 'tcp://127.0.0.1:1'), { code: 'ADDRESS_INVALID' });
    await assert.rejects(dialer.dial(newChannel(), 'memory://nobody'), { code: 'CONNECTION_REFUSED' });
    assert.deepEqual(Object.keys(statistics.figures().byCode), ['ADDRESS_INVALID', 'CONNECTION_REFUSED']);
  });

  test('drops a connection that was called off the moment it was there, and counts no error', async () => {
    const statistics = errors();
    const calling = new AbortController();
    const [near, far] = memoryConnectionPair({}, 'memory://bob', 'memory://alice');
    const gone = new Promise<void>((resolve) => {
      far.attach({
        onData: () => undefined,
        onDrain: () => undefined,
        onEnd: () => undefined,
        onClose: () => resolve(),
      });
    });
    const transport: Transport = {
      scheme: 'memory',
      connect: () => {
        calling.abort();
        return Promise.resolve(near);
      },
      listen: () => Promise.reject(new TypeError('nobody listens here')),
    };
    const dialing = dialerOf(transport, statistics).dial(newChannel(), 'memory://bob', calling.signal);
    await assert.rejects(dialing, { code: 'CANCELLED' });
    await gone;
    assert.deepEqual(statistics.figures().byCode, {});
  });

  test('makes no connection once it is closed', async () => {
    const statistics = errors();
    const dialer = dialerOf(new MemoryTransport(), statistics);
    dialer.close();
    await assert.rejects(dialer.dial(newChannel(), 'memory://bob'), { code: 'CHANNEL_CLOSED' });
  });
});
