import { ClientObservation } from '../../daemon/index.ts';
import type { Interruption } from '../interruption.ts';
import { RunningClient } from '../running-client.ts';
import { Administration } from './administration.ts';
import { OpenedTunnels } from './opened-tunnels.ts';
import { servePeers } from './peer-service.ts';
import { announceDaemon, showDashboard, type UpFlags, upSettings } from './up-settings.ts';

/** How a device is run beside its flags. */
export interface DeviceRunOptions {
  /** Whether the address to listen on was given as a flag: then it wins over the configuration file. */
  readonly addressIsGiven: boolean;
  readonly interruption: Interruption;
}

/** Runs a device until it is interrupted: its client, the admin interface, what peers are served, and tunnels that are kept open. */
export async function runDevice(flags: UpFlags, { addressIsGiven, interruption }: DeviceRunOptions): Promise<void> {
  const settings = await upSettings(flags, addressIsGiven);
  const registry = ClientObservation.newRegistry();
  const tracer = ClientObservation.newTracer();
  await using running = await RunningClient.start('up', flags, { ...settings.client, metrics: registry, tracer });
  const { client, logger, tunnels: served } = running;
  const observed = { client, registry, logger, tracer, status: () => running.status(), tunnels: served };
  await using admin = await Administration.start(observed, settings.admin, settings.records);
  await using service = await servePeers(running, settings.receive, interruption.signal, tracer);
  await using opened = await OpenedTunnels.open(running, settings.tunnels);
  running.showTunnels({
    forwards: () => [...opened.forwards(), ...service.forwards()],
    refusals: () => service.refusals(),
  });
  running.showAdmin(admin.server.url);
  running.showHealth(() => admin.ills());
  announceDaemon(running, admin.server, flags.json === true);
  await showDashboard(admin.server, flags.open === true);
  await interruption.wait();
}
