export { NO_RULES, type TunnelRules } from './access-list.ts';
export type { ChannelLink, TunnelChannelEvent } from './channel-keeper.ts';
export { type Forward, parseForward } from './forward.ts';
export type { ForwardTraffic } from './forward-counters.ts';
export type { ForwardStatus } from './forward-status.ts';
export type { TunnelRefusal } from './refusal-log.ts';
export { TunnelClient, type TunnelClientOptions } from './tunnel-client.ts';
export {
  DEFAULT_IDLE_TIMEOUT_MS,
  DEFAULT_MAX_CONNECTIONS,
  type TunnelLimits,
  type TunnelSettings,
} from './tunnel-options.ts';
export { TunnelServer, type TunnelServerOptions } from './tunnel-server.ts';
