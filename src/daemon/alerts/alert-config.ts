import * as v from 'valibot';
import {
  ALERT_SEVERITIES,
  type AlertRule,
  defaultAlertRules,
  metricCatalogue,
  parseSeriesName,
  type SeriesChoice,
} from '../../monitor/index.ts';
import { isSafeUrl } from '../safe-url.ts';

/** Rules that a configuration may have. */
export const MAX_ALERT_RULES = 200;
/** Webhooks, and programs, that it may have. */
export const MAX_ALERT_SINKS = 16;

/** What a configuration says of one rule. */
interface RuleConfig {
  readonly name: string;
  readonly kind?: 'threshold' | 'rate' | 'absence' | 'anomaly' | undefined;
  readonly series: string;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly forSeconds?: number | undefined;
  readonly severity?: (typeof ALERT_SEVERITIES)[number] | undefined;
  readonly summary?: string | undefined;
}

/** The part of a configuration that is about alerts; everything may be left out. */
export interface AlertConfig {
  /** Whether the default rules hold; default: they do. */
  readonly defaults?: boolean | undefined;
  /** Names of default rules that do not hold. */
  readonly without?: readonly string[] | undefined;
  readonly rule?: readonly RuleConfig[] | undefined;
  /** `secretFile` holds `whsec_` and base64; without it nothing is signed. */
  readonly webhook?: readonly { readonly url: string; readonly secretFile?: string | undefined }[] | undefined;
  readonly exec?: readonly { readonly command: readonly string[] }[] | undefined;
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const ruleName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z\d-]{0,63}$/u, 'it is not a name of small letters, digits and hyphens'),
);
const seriesName = v.pipe(text, v.check(isKnownSeries, 'it names no metric; see docs/metrics.md and docs/trends.md'));
const bound = v.optional(v.pipe(v.number(), v.finite()));

const ruleSchema = v.pipe(
  v.strictObject({
    name: ruleName,
    kind: v.optional(v.picklist(['threshold', 'rate', 'absence', 'anomaly'])),
    series: seriesName,
    above: bound,
    below: bound,
    forSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(86_400))),
    severity: v.optional(v.picklist(ALERT_SEVERITIES)),
    summary: v.optional(text),
  }),
  v.check(hasItsBounds, 'threshold and rate need "above" or "below", others have neither'),
);

const webhookUrl = v.pipe(text, v.check(isSafeUrl, 'it is no https:// address; http:// is for this machine alone'));

/** The form of the part. */
export const alertConfigSchema: v.GenericSchema<unknown, AlertConfig> = v.pipe(
  v.strictObject({
    defaults: v.optional(v.boolean()),
    without: v.optional(v.array(v.picklist(defaultAlertRules.map(({ name }) => name)))),
    rule: v.optional(v.pipe(v.array(ruleSchema), v.maxLength(MAX_ALERT_RULES))),
    webhook: v.optional(
      v.pipe(v.array(v.strictObject({ url: webhookUrl, secretFile: v.optional(text) })), v.maxLength(MAX_ALERT_SINKS)),
    ),
    exec: v.optional(
      v.pipe(
        v.array(v.strictObject({ command: v.pipe(v.array(text), v.minLength(1), v.maxLength(32)) })),
        v.maxLength(MAX_ALERT_SINKS),
      ),
    ),
  }),
  v.check(({ rule = [] }) => new Set(rule.map(({ name }) => name)).size === rule.length, 'two rules have one name'),
);

/** The rules that hold: those of the configuration, and the default ones but for those of the same name. */
export function alertRules({ defaults = true, without = [], rule: own = [] }: AlertConfig = {}): readonly AlertRule[] {
  const rules = own.map(ruleOf);
  const taken = new Set([...without, ...rules.map(({ name }) => name)]);
  return [...rules, ...(defaults ? defaultAlertRules.filter(({ name }) => !taken.has(name)) : [])];
}

function ruleOf({ name, kind = 'threshold', series: text, above, below, ...rest }: RuleConfig): AlertRule {
  const { forSeconds = 0, severity = 'warning', summary = `The rule ${name} holds.` } = rest;
  const series: SeriesChoice = parseSeriesName(text) ?? { kind: 'value', metric: text, labels: {} };
  const condition =
    kind === 'absence' || kind === 'anomaly' ? ({ kind, series } as const) : ({ kind, series, above, below } as const);
  return { name, severity, forMs: forSeconds * 1000, summary, condition, isDefault: false };
}

function hasItsBounds({ kind = 'threshold', above, below }: RuleConfig): boolean {
  const isBounded = above !== undefined || below !== undefined;
  return isBounded === (kind === 'threshold' || kind === 'rate');
}

function isKnownSeries(unverified: string): boolean {
  const metric = parseSeriesName(unverified)?.metric;
  return metric !== undefined && Object.hasOwn(metricCatalogue, metric);
}
