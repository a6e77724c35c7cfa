import { randomBytes } from 'node:crypto';
import { type Clock, isQForgeError, type MetricsSink, QForgeError } from '../../base/index.ts';
import type { HistoryFile } from '../trends/history-file.ts';
import type { HistoryKeeper } from '../trends/history-keeper.ts';
import { SAMPLE_EVERY_MS } from '../trends/history-tiers.ts';
import { type Outlook, outlooks } from '../trends/outlook.ts';
import type { Alert } from './alert.ts';
import { AlertBook, type KeptAlert } from './alert-book.ts';
import { ConditionWatch } from './alert-conditions.ts';
import { ALERT_SEVERITIES, type AlertRule } from './alert-rule.ts';
import { isSilencing, MAX_SILENCE_MS, MAX_SILENCES, type Silence } from './silence.ts';

/** How often a firing alert is told again. */
export const REPEAT_AFTER_MS: number = 4 * 3_600_000;
/** Characters of a comment. */
export const MAX_COMMENT_LENGTH = 500;

/** A moment counts for no longer than this: a process that slept did not look. */
/** How long an outlook holds: it takes some milliseconds. */
const OUTLOOK_HOLDS_MS = 60_000;
const LONGEST_SPAN_MS = 3 * SAMPLE_EVERY_MS;
const KEPT_UNDER = 'alerts';

/** What alerts are raised with. */
export interface AlertManagerParts {
  readonly rules: readonly AlertRule[];
  readonly history: HistoryKeeper;
  /** Where alerts and silences outlive the process. */
  readonly file: HistoryFile;
  readonly clock: Clock;
  readonly metrics: MetricsSink;
  /** Told of alerts that fire and that are resolved, each once, and again every four hours while they fire. */
  readonly tell: (alert: Alert) => void;
}

interface Kept {
  readonly alerts: readonly KeptAlert[];
  readonly silences: readonly Silence[];
}

/** Applies rules to every moment of a history, and tells of what fires. Dispose of it to stop. */
export class AlertManager implements Disposable {
  readonly rules: readonly AlertRule[];
  readonly #parts: AlertManagerParts;
  readonly #watches: ReadonlyMap<AlertRule, ConditionWatch>;
  readonly #book: AlertBook;
  readonly #stopListening: () => void;
  #silences: readonly Silence[];
  #lastMs: number | undefined;
  #outlook: { readonly atMs: number; readonly all: readonly Outlook[] } | undefined;
  #keptText = '';

  constructor(parts: AlertManagerParts) {
    this.#parts = parts;
    this.rules = parts.rules;
    this.#watches = new Map(parts.rules.map((rule) => [rule, new ConditionWatch(rule)]));
    const { alerts, silences } = keptOf(parts.file);
    this.#book = new AlertBook(alerts);
    this.#silences = silences;
    this.#stopListening = parts.history.onMoment((values) => this.#look(values));
  }

  /** Stops looking; what is known is kept. */
  [Symbol.dispose](): void {
    this.#stopListening();
  }

  /** All alerts, firing ones first, then by severity and age. */
  alerts(): readonly Alert[] {
    const rank = ({ state, severity }: Alert): number =>
      ['firing', 'pending', 'resolved'].indexOf(state) * 10 - ALERT_SEVERITIES.indexOf(severity);
    return this.#book.all
      .map((alert) => this.#shown(alert))
      .toSorted((one, other) => rank(one) - rank(other) || one.sinceMs - other.sinceMs);
  }

  /** Silences that have not ended. */
  silences(): readonly Silence[] {
    return this.#silences.filter(({ untilMs }) => untilMs > this.#parts.clock.wallMs());
  }

  /** Keeps alerts from being told. Throws `ARGUMENT_INVALID` for a rule that there is not, a time that is none, or too many silences. */
  silence(wish: {
    readonly rule: string;
    readonly labels: Silence['labels'];
    readonly forMs: number;
    readonly comment: string;
  }): Silence {
    const { rule, labels, forMs, comment } = wish;
    const invalid = (argument: string, reason: string): QForgeError =>
      new QForgeError('ARGUMENT_INVALID', { argument, reason });
    if (rule !== '*' && !this.rules.some(({ name }) => name === rule))
      throw invalid('rule', 'there is no rule of that name');
    if (!(forMs > 0 && forMs <= MAX_SILENCE_MS)) throw invalid('forMs', 'it is from 1 ms to 30 days');
    if (this.silences().length >= MAX_SILENCES) throw invalid('rule', `there are ${MAX_SILENCES} silences already`);
    const madeAtMs = this.#parts.clock.wallMs();
    const id = randomBytes(8).toString('hex');
    const made = {
      id,
      rule,
      labels,
      untilMs: madeAtMs + forMs,
      comment: comment.slice(0, MAX_COMMENT_LENGTH),
      madeAtMs,
    };
    this.#silences = [...this.silences(), made];
    this.#keep();
    return made;
  }

  /** Ends a silence; false if there is none of that ID. What fires meanwhile is told at the next moment. */
  endSilence(id: string): boolean {
    const left = this.#silences.filter((silence) => silence.id !== id);
    const isEnded = left.length < this.#silences.length;
    this.#silences = left;
    if (isEnded) this.#keep();
    return isEnded;
  }

  #look(values: ReadonlyMap<string, number>): void {
    const { clock } = this.#parts;
    const [nowMs, monotonicMs] = [clock.wallMs(), clock.monotonicMs()];
    const elapsedMs = this.#lastMs === undefined ? 0 : monotonicMs - this.#lastMs;
    // The first moment of a process does not know yet what there is.
    const isFirst = this.#lastMs === undefined;
    const spanMs = Math.min(elapsedMs, LONGEST_SPAN_MS);
    const moment = { values, spanSeconds: elapsedMs / 1000, outlooks: () => this.#outlooks(monotonicMs), nowMs };
    this.#lastMs = monotonicMs;
    for (const [rule, watch] of this.#watches) {
      const found = watch.look(moment);
      if (!isFirst) this.#book.take(rule, found, spanMs, nowMs);
    }
    this.#book.tidy(new Set(this.rules.map(({ name }) => name)), nowMs);
    for (const alert of this.#book.all) if (this.#isToTell(alert, nowMs)) this.#tell(alert, nowMs);
    this.#keep();
    this.#count();
  }

  #outlooks(monotonicMs: number): readonly Outlook[] {
    if (this.#outlook === undefined || monotonicMs - this.#outlook.atMs >= OUTLOOK_HOLDS_MS) {
      this.#outlook = { atMs: monotonicMs, all: outlooks(this.#parts.history) };
    }
    return this.#outlook.all;
  }

  #count(): void {
    for (const severity of ALERT_SEVERITIES) {
      const firing = this.#book.all.filter((alert) => alert.state === 'firing' && alert.severity === severity);
      this.#parts.metrics.gauge('qforge_alerts_firing', firing.length, { severity });
    }
  }

  #isToTell(alert: KeptAlert, nowMs: number): boolean {
    if (alert.state === 'pending' || this.#silencedBy(alert) !== undefined) return false;
    // Nobody needs to hear of the end of what he never heard of.
    if (alert.state === 'resolved') return alert.told === 'firing';
    return alert.told !== 'firing' || nowMs - (alert.toldAtMs ?? 0) >= REPEAT_AFTER_MS;
  }

  #tell(alert: KeptAlert, nowMs: number): void {
    this.#book.told(alert.id, nowMs);
    this.#parts.tell(this.#shown(alert));
  }

  #silencedBy(alert: Pick<Alert, 'rule' | 'labels'>): string | undefined {
    return this.silences().find((silence) => isSilencing(silence, alert))?.id;
  }

  #shown({ heldMs: _held, clearMs: _clear, told: _told, toldAtMs: _toldAt, ...alert }: KeptAlert): Alert {
    return { ...alert, silencedBy: this.#silencedBy(alert) };
  }

  /** A file that takes nothing has been told of by the history itself. */
  #keep(): void {
    const text = JSON.stringify({ alerts: this.#book.all, silences: this.silences() } satisfies Kept);
    if (text === this.#keptText) return;
    try {
      this.#parts.file.keep(KEPT_UNDER, text);
      this.#keptText = text;
    } catch (error) {
      if (!isQForgeError(error)) throw error;
    }
  }
}

function keptOf(file: HistoryFile): Kept {
  const text = file.kept(KEPT_UNDER);
  return text === undefined ? { alerts: [], silences: [] } : (JSON.parse(text) as Kept);
}
