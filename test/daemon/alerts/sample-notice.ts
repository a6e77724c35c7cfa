import type { AlertNotice } from '../../../src/daemon/alerts/alert-notice.ts';
import type { Alert } from '../../../src/monitor/index.ts';

/** An alert that fires. */
export const sampleAlert: Alert = {
  id: '0123456789abcdef',
  rule: 'many',
  severity: 'critical',
  state: 'firing',
  series: 'qforge_channels_open',
  labels: {},
  value: 11,
  limit: 10,
  sentence: 'qforge_channels_open is 11, above 10.',
  sinceMs: 1,
  firedAtMs: 2,
  resolvedAtMs: undefined,
  silencedBy: undefined,
};

/** A notice of it. */
export const sampleNotice: AlertNotice = {
  id: 'msg_1',
  kind: 'alert',
  atMs: 1_800_000_000_000,
  device: 'qf1self',
  alert: sampleAlert,
};
