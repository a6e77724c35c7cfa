export { askProcess } from './control-client.ts';
export type { ControlMethod } from './control-protocol.ts';
export { type ControlHandlers, ControlServer } from './control-server.ts';
export type { PeerStatus, ProcessHealth, ProcessStatus } from './process-status.ts';
export { type AnsweringProcess, type SilentProcess, type SurveyedProcess, surveyProcesses } from './process-survey.ts';
export { runtimeDirectoryPath } from './runtime-directory.ts';
