import { systemClock } from '../base/index.ts';
import type { LocalCluster, LocalClusterOptions, RightsCheck } from '../messaging/index.ts';

/** Starts a NATS cluster on this machine, to try things: see `LocalCluster` of `qforge/messaging`. Loaded on use. */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const messaging = await import('../messaging/index.ts');
  return messaging.LocalCluster.start(options);
}

/** What a server lets a user do against another peer: see `checkPeerRights` of `qforge/messaging`. Loaded on use. */
export async function checkClusterRights(engine: string, own: string, other: string): Promise<readonly RightsCheck[]> {
  const { checkPeerRights, parseNatsAddress } = await import('../messaging/index.ts');
  return checkPeerRights(parseNatsAddress(engine), own, other, { clock: systemClock });
}
