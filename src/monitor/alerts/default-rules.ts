import type { AlertCondition, AlertRule, AlertSeverity } from './alert-rule.ts';

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000] as const;

function rule(
  name: string,
  severity: AlertSeverity,
  forMs: number,
  summary: string,
  condition: AlertCondition,
): AlertRule {
  return { name, severity, forMs, summary, condition, isDefault: true };
}

function above(bound: number, metric: string, kind: 'value' | 'rate' | 'p99' = 'value', labels = {}): AlertCondition {
  return { kind: 'threshold', series: { kind, metric, labels }, above: bound };
}

/** What is worth a person's attention in any device. */
export const defaultAlertRules: readonly AlertRule[] = [
  rule('unhealthy', 'warning', MINUTE_MS, 'The process finds itself unhealthy.', above(1.5, 'qforge_health_level')),
  rule('critical', 'critical', 0, 'The process finds itself in a critical state.', above(2.5, 'qforge_health_level')),
  rule(
    'messages-lost',
    'warning',
    0,
    'Messages were lost: their channels ended before they were acknowledged.',
    above(0, 'qforge_messages_lost_total', 'rate'),
  ),
  rule(
    'acknowledgements-slow',
    'warning',
    2 * MINUTE_MS,
    'One acknowledgement in a hundred takes longer than a second.',
    above(1, 'qforge_message_acknowledged_seconds', 'p99'),
  ),
  rule(
    'channels-cut',
    'warning',
    5 * MINUTE_MS,
    'Channels are cut again and again.',
    above(0.05, 'qforge_channel_cuts_total', 'rate'),
  ),
  rule(
    'forward-waiting',
    'warning',
    5 * MINUTE_MS,
    'A forward of a tunnel does not work: its peer is away, or does not allow it.',
    above(0, 'qforge_tunnel_forwards', 'value', { state: 'waiting' }),
  ),
  rule(
    'handshakes-under-load',
    'warning',
    MINUTE_MS,
    'Strangers open so many connections that each has to prove its address.',
    above(0, 'qforge_handshakes_under_load'),
  ),
  rule(
    'entropy-failure',
    'critical',
    0,
    'A source of randomness failed a health test.',
    above(0, 'qforge_entropy_failures_total', 'rate'),
  ),
  rule(
    'shared-keys-failing',
    'warning',
    MINUTE_MS,
    'The source of shared keys does not give any.',
    above(0, 'qforge_shared_key_failures_total', 'rate'),
  ),
  rule(
    'link-error-rate',
    'critical',
    0,
    'The error rate of a quantum link is as high as somebody who listens makes it.',
    above(0.11, 'qforge_kme_qber_ratio'),
  ),
  rule(
    'audit-failing',
    'critical',
    0,
    'The audit trail cannot be written.',
    above(0, 'qforge_audit_failures_total', 'rate'),
  ),
  rule('runs-out', 'warning', MINUTE_MS, 'Something is expected to run out.', {
    kind: 'outlook',
    withinMs: 2 * HOUR_MS,
  }),
  rule('delay-unusual', 'info', MINUTE_MS, 'The event loop is later than it used to be.', {
    kind: 'anomaly',
    series: { kind: 'value', metric: 'nodejs_event_loop_delay_seconds', labels: { rank: 'p99' } },
  }),
];
