export { AdminServer, type AdminServerOptions } from './admin/admin-server.ts';
export type { AdminSources, KnownPeer, ValidatorSource } from './admin/admin-sources.ts';
export { TokenTable, tokenOfFile } from './admin/admin-token.ts';
export { AdminClient } from './admin-client.ts';
export { type AlertConfig, alertRules } from './alerts/alert-config.ts';
export { AlertDelivery, type SinkStatus } from './alerts/alert-delivery.ts';
export { alertSinks } from './alerts/alert-sinks.ts';
export { ClientObservation, type ObservationOptions } from './client-observation.ts';
export { askProcess } from './control-client.ts';
export type { ControlMethod } from './control-protocol.ts';
export { type ControlHandlers, ControlServer } from './control-server.ts';
export { type DaemonConfig, DEFAULT_ADMIN_PORT, parseDaemonConfig } from './daemon-config.ts';
export { openHistory } from './history-place.ts';
export { joinedHealth } from './joined-health.ts';
export { otlpExporter } from './otlp-config.ts';
export { ProcessObservation } from './process-observation.ts';
export type {
  ErrorRate,
  ErrorsStatus,
  ForwardStatus,
  OutboxStatus,
  PeerStatus,
  ProcessHealth,
  ProcessStatus,
  SharedKeysStatus,
  ThreatStatus,
} from './process-status.ts';
export { type AnsweringProcess, type SilentProcess, type SurveyedProcess, surveyProcesses } from './process-survey.ts';
export type { TakenProfile } from './profile-folder.ts';
export { runtimeDirectoryPath } from './runtime-directory.ts';
export { configuredTunnel, type TunnelConfig } from './tunnel-config.ts';
export type { TunnelSource, TunnelView } from './tunnel-view.ts';
