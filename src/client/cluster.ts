import { systemClock } from '../base/index.ts';
import type { LocalCluster, LocalClusterOptions, RightsCheck } from '../messaging/index.ts';

/**
 * Starts a NATS cluster on this machine, to try things: see `LocalCluster` of `qforge/messaging`. Loaded on use.
 *
 * Rejects with `NATS_SERVER_MISSING`, `NATS_SERVER_UNFIT`, `NATS_SERVER_STOPPED`, `LISTEN_FAILED` and `FILE_EXISTS`.
 */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  const messaging = await import('../messaging/index.ts');
  return messaging.LocalCluster.start(options);
}

/**
 * What a server lets a user do against another peer: see `checkPeerRights` of `qforge/messaging`. Loaded on use.
 *
 * Rejects with `MAIL_ENGINE_INVALID`, `MAIL_STORE_UNAVAILABLE` and `MAIL_STORE_DENIED`.
 */
export async function checkClusterRights(engine: string, own: string, other: string): Promise<readonly RightsCheck[]> {
  const { checkPeerRights, parseNatsAddress } = await import('../messaging/index.ts');
  return checkPeerRights(parseNatsAddress(engine), own, other, { clock: systemClock });
}
