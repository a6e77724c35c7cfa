import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connect } from '@nats-io/transport-node';
import { isQForgeError, silentLogger, systemClock, utf8 } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { KeyExchange } from '../../src/nats/key-exchange.ts';
import { whyNoNats } from '../messaging/nats/nats-rig.ts';
import { RecordingMetrics } from '../resilience/recording-sinks.ts';
import { newIdentity, SealedDevice, ShiftedClock, sharedServer } from './sealed-rig.ts';

describe('the exchange of prekeys on a real nats-server', { skip: whyNoNats() ?? false, timeout: 600_000 }, () => {
  const server = sharedServer();

  test('a prekey that somebody else has made up is passed over; the one of its owner is kept', async () => {
    await using alice = await SealedDevice.join(await server());
    await using bob = await SealedDevice.join(await server());
    const { peerId: nobody } = newIdentity();
    const connection = await connect({ servers: (await server()).url });
    const [clock, metrics] = [new ShiftedClock(), new RecordingMetrics()];
    const [prekeySubject, inboxPrefix, backend] = ['qforge.prekey', '_INBOX', nativeBackend];
    const common = { connection, prekeySubject, inboxPrefix, backend, clock, logger: silentLogger, metrics };
    await using exchange = new KeyExchange({ ...common, onServed: () => undefined });
    // Who can publish answers for somebody else, with a true prekey of bob.
    const bobs = await exchange.take(bob.peerId);
    assert.ok(bobs !== undefined);
    connection.subscribe(`qforge.prekey.${nobody}`, {
      callback: (_, message) => {
        message.respond(utf8('made up'));
        message.respond(bobs);
      },
    });
    assert.equal(await exchange.take(nobody), undefined);
    assert.equal(metrics.values.get('qforge_prekeys_refused_total'), 2);
    // Asked for once, by whatever number of messages.
    await Promise.all([exchange.take(bob.peerId), exchange.take(bob.peerId)]);
    assert.equal(bob.sealed.statistics().prekeysServed, 1);
    await assert.rejects(alice.sealed.publish('a', utf8('x'), { to: nobody }), (error) =>
      isQForgeError(error, 'PREKEY_MISSING'),
    );
    await connection.close();
  });

  test('after its withdrawal a device answers no more', async () => {
    const connection = await connect({ servers: (await server()).url });
    const metrics = new RecordingMetrics();
    const parts = { connection, prekeySubject: 'keys', inboxPrefix: '_INBOX', backend: nativeBackend, metrics };
    let served = 0;
    const onServed = (): void => {
      served += 1;
    };
    const exchange = new KeyExchange({ ...parts, clock: systemClock, logger: silentLogger, onServed });
    const lastResort = { id: '00'.repeat(16), signedPrekey: utf8('a prekey'), expiresAtMs: 1 };
    await exchange.publish('alice', { lastResort });
    const asked = await connection.request('keys.alice');
    assert.deepEqual([asked.string(), served], ['a prekey', 1]);
    await exchange.withdraw();
    await assert.rejects(connection.request('keys.alice', '', { timeout: 100 }));
    await exchange[Symbol.asyncDispose]();
    await assert.rejects(connection.request('keys.alice', '', { timeout: 100 }), { name: 'RequestError' });
    await connection.close();
  });
});
