import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { KmePair } from '../../src/cli/kme/kme-pair.ts';
import { type Channel, StreamlinedSecureClient, TrustStore, type TunnelClient } from '../../src/client/index.ts';
import { startLoneValidator } from './lone-validator.ts';
import { type RunningDevice, startDevice } from './running-device.ts';

/** A device that has to do with everything that its dashboard shows. */
export interface BusyDevice extends AsyncDisposable {
  readonly device: RunningDevice;
  /** Whom the device trusts, with a channel whose keys come from a simulated quantum link. */
  readonly alice: StreamlinedSecureClient;
  readonly channel: Channel;
  readonly pair: KmePair;
  /** Two local forwards, to the echo and to a port that no rule allows, and a remote one to the echo. */
  readonly tunnel: TunnelClient;
  /** Opens a connection to a listener of the tunnel, local (0, 1) or remote (2). */
  readonly dial: (forward: number) => Socket;
}

/** How long the fibre of the simulated link is. */
export const FIBRE_KM = 25;

/** Starts key managers, a validator, the device, alice, and a tunnel from alice to the device. */
export async function startBusyDevice(): Promise<BusyDevice> {
  await using opened = new AsyncDisposableStack();
  const pair = opened.use(await KmePair.start({ distance: FIBRE_KM, intercept: 0 }));
  await pair.firstFigures(AbortSignal.timeout(60_000));
  const access = (sae: string): string => pair.files.saes.find(({ id }) => id === sae)?.access ?? '';
  const echo = await listening(opened, (socket) => socket.pipe(socket));
  const device = opened.use(
    await startDevice((home) => ['--config', configIn(home), '--audit', join(home, 'audit'), '--kme', access('bob')]),
  );
  opened.use(await startLoneValidator(join(device.home, 'validator')));
  const trust = await TrustStore.open(join(device.home, 'config', 'qforge', 'peers.json'));
  await trust.allow('alice', 'connect', `127.0.0.1:${echo}`);
  await trust.allow('alice', 'bind', '127.0.0.1:*');
  const alice = await StreamlinedSecureClient.create({ identity: device.aliceIdentity, kme: access('alice') });
  opened.defer(() => alice.shutdown());
  const channel = await alice.establishSecureChannel(device.peerId, { address: device.address });
  const tunnel = opened.use(
    await alice.openTunnel(device.peerId, {
      address: device.address,
      local: [`0:127.0.0.1:${echo}`, '0:127.0.0.1:9'],
      remote: [`0:127.0.0.1:${echo}`],
    }),
  );
  const kept = opened.move();
  const dial = (forward: number): Socket => {
    const socket = connect(Number(tunnel.status()[forward]?.listen?.split(':').at(-1)), '127.0.0.1');
    socket.on('error', () => undefined);
    kept.defer(() => void socket.destroy());
    return socket;
  };
  return { device, alice, channel, pair, tunnel, dial, [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose]() };
}

function configIn(home: string): string {
  const path = join(home, 'qforge.toml');
  const [receive, validator] = [JSON.stringify(home), JSON.stringify(join(home, 'validator'))];
  mkdirSync(home, { recursive: true });
  writeFileSync(path, `[receive]\ndirectory = ${receive}\noverwrite = true\n[validator]\nfolder = ${validator}\n`);
  return path;
}

/** A server on any port of this machine; resolves with the port. */
async function listening(opened: AsyncDisposableStack, serve: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.defer(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
