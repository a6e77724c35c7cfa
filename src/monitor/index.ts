export type { Alert, AlertState } from './alerts/alert.ts';
export { AlertManager, type AlertManagerParts } from './alerts/alert-manager.ts';
export {
  ALERT_SEVERITIES,
  type AlertBounds,
  type AlertCondition,
  type AlertRule,
  type AlertSeverity,
  type SeriesChoice,
} from './alerts/alert-rule.ts';
export { defaultAlertRules } from './alerts/default-rules.ts';
export type { Silence } from './alerts/silence.ts';
export { type AuditEntry, type AuditEvent, decodeAuditEntry, encodeAuditEntry } from './audit/audit-entry.ts';
export { type Examination, type ExaminationOptions, examineTrail } from './audit/audit-examination.ts';
export { type AuditFinding, findingSentence } from './audit/audit-finding.ts';
export { prepareAuditFolder } from './audit/audit-folder.ts';
export { parseAuditVerifiers, readAuditVerifiers } from './audit/audit-keys.ts';
export { publishedCheckpoint } from './audit/audit-log.ts';
export { type AuditProof, type ProvenEntry, provenEntry, readProof } from './audit/audit-proof.ts';
export { type ReadEntry, readEntries, trailSize } from './audit/audit-reader.ts';
export { type AuditReceipt, type AuditStanding, AuditTrail, type AuditTrailOptions } from './audit/audit-trail.ts';
export { AuditingLogger } from './audit/auditing-logger.ts';
export { Distribution, type DistributionSnapshot, QUANTILES } from './distribution.ts';
export {
  defaultHealthLimits,
  type HealthLimits,
  type StatusLimits,
} from './health-limits.ts';
export { type HealthReason, type HealthStatus, healthLine, type SystemHealth, systemHealth } from './health-status.ts';
export { combinedLogger } from './logging/combined-logger.ts';
export { type LineSink, streamSink } from './logging/line-sink.ts';
export { LogWriter, type LogWriterOptions } from './logging/log-writer.ts';
export { PerformanceTimer, type PerformanceTimerOptions, type TimedWork } from './logging/performance-timer.ts';
export { defaultRotation, openRotatingFile, RotatingFile, type RotationPlan } from './logging/rotating-file.ts';
export { LOG_FORMATS, type LogFormat, type LoggerOptions, StructuredLogger } from './logging/structured-logger.ts';
export { metricCatalogue } from './metric-catalogue.ts';
export type { MetricDescription, MetricKind, MetricTable } from './metric-description.ts';
export {
  type MetricSnapshot,
  type MetricsCollector,
  MetricsRegistry,
  type RefusalReason,
  type SeriesSnapshot,
} from './metrics-registry.ts';
export { OtlpExporter, type OtlpExporterOptions } from './otlp/otlp-exporter.ts';
export { type FinishedSpan, OpenSpan, type SpanSink } from './otlp/span.ts';
export { SpanTracer } from './otlp/span-tracer.ts';
export { PerformanceMonitor } from './performance-monitor.ts';
export type { FigureSummary, PerformanceReport, Recommendation } from './performance-report.ts';
export type { PerformanceSnapshot, QuantilesMs } from './performance-snapshot.ts';
export { ProcessMetrics } from './process-metrics.ts';
export { ProductionMonitor, type ProductionMonitorOptions, type SystemReport } from './production-monitor.ts';
export { PROMETHEUS_CONTENT_TYPE, prometheusText } from './prometheus-text.ts';
export { evenValues } from './trends/even-values.ts';
export { HistoryFile, type HistoryPoint } from './trends/history-file.ts';
export {
  HistoryKeeper,
  type HistoryKeeperParts,
  type ListedSeries,
  type SeriesPoints,
} from './trends/history-keeper.ts';
export { type Outlook, outlooks } from './trends/outlook.ts';
export { formatSeriesName, parseSeriesName, type SeriesKind, type SeriesName } from './trends/series-name.ts';
export { type SeriesTrend, seriesTrend } from './trends/series-trend.ts';
