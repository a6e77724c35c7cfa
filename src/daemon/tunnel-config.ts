import * as v from 'valibot';
import type { OpenTunnelOptions } from '../client/index.ts';

/** A tunnel that the device keeps open to one peer: the same as `qforge tunnel open`, in a configuration file. */
export interface TunnelConfig {
  /** A name of the list of peers, or a PeerId. */
  readonly peer: string;
  /** Where the peer is; default: the address in the list of peers. */
  readonly address?: string | undefined;
  /** Forwards that listen here, as `[BIND:]PORT:HOST:PORT`. */
  readonly local?: readonly string[] | undefined;
  /** Forwards that listen at the peer. */
  readonly remote?: readonly string[] | undefined;
  /** Connections of a forward at once. */
  readonly maxConnections?: number | undefined;
  /** Silence after which a connection is ended; 0 never. */
  readonly idleSeconds?: number | undefined;
  /** How long a target may take to answer. */
  readonly dialSeconds?: number | undefined;
  /** Whether forwards may listen here where other machines can connect. */
  readonly unsafePublicBind?: boolean | undefined;
}

const MAX_TUNNELS = 64;
/** As many as a server listens on for one peer. spec/tunnel §6 */
const MAX_FORWARDS = 32;
/** As many as one channel has streams. */
const MAX_CONNECTIONS = 1024;
const MAX_SECONDS = 31_536_000;

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const forwards = v.pipe(v.array(text), v.maxLength(MAX_FORWARDS));
const whole = (least: number, most: number): v.GenericSchema<unknown, number> =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

const tunnel = v.pipe(
  v.strictObject({
    peer: text,
    address: v.optional(text),
    local: v.optional(forwards),
    remote: v.optional(forwards),
    maxConnections: v.optional(whole(1, MAX_CONNECTIONS)),
    idleSeconds: v.optional(whole(0, MAX_SECONDS)),
    dialSeconds: v.optional(whole(1, MAX_SECONDS)),
    unsafePublicBind: v.optional(v.boolean()),
  }),
  v.check(
    ({ local = [], remote = [] }) => local.length + remote.length > 0,
    'a tunnel needs a forward: local, remote, or both',
  ),
);

/** The form of the part. */
export const tunnelConfigSchema: v.GenericSchema<unknown, readonly TunnelConfig[]> = v.pipe(
  v.array(tunnel),
  v.maxLength(MAX_TUNNELS),
);

/** What a configured tunnel means for the client; a peer that is away is waited for as long as the device runs. */
export function configuredTunnel(config: TunnelConfig): OpenTunnelOptions {
  const { local = [], remote = [], maxConnections, idleSeconds, dialSeconds, unsafePublicBind = false } = config;
  return {
    local,
    remote,
    allowPublicBind: unsafePublicBind,
    awaitPeer: false,
    ...(maxConnections === undefined ? {} : { maxConnections }),
    ...(idleSeconds === undefined ? {} : { idleTimeoutMs: idleSeconds * 1000 }),
    ...(dialSeconds === undefined ? {} : { dialTimeoutMs: dialSeconds * 1000 }),
  };
}
