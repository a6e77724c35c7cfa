import { formatSpan } from './duration.ts';
import { printableText } from './printable-text.ts';
import { alignedTable, tabSeparated } from './table.ts';

/** What the admin interface says of alerts, as far as it is printed. */
export interface AlertAnswer {
  readonly alerts: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly state: string;
    readonly sinceMs: number;
    readonly sentence: string;
    readonly silencedBy?: string;
  }[];
  readonly silences: readonly {
    readonly id: string;
    readonly rule: string;
    readonly untilMs: number;
    readonly comment: string;
  }[];
  readonly sinks: readonly {
    readonly name: string;
    readonly delivered: number;
    readonly failed: number;
    readonly waiting: number;
    readonly lastError?: string;
  }[];
}

const columns = [
  { title: 'state' },
  { title: 'severity' },
  { title: 'rule' },
  { title: 'for', alignRight: true },
  { title: 'what' },
];

/** Alerts, silences and sinks for people. */
export function readableAlerts({ alerts, silences, sinks }: AlertAnswer, nowMs: number): readonly string[] {
  const table = alerts.length === 0 ? ['no alerts'] : alignedTable(columns, alertRows({ alerts }, nowMs));
  return [
    ...table,
    ...silences.map(
      ({ id, rule, untilMs, comment }) =>
        `silence ${id}: ${rule === '*' ? 'all rules' : rule}, for ${formatSpan(untilMs - nowMs)}${comment === '' ? '' : `, ${printableText(comment)}`}`,
    ),
    ...sinks
      .filter(({ lastError }) => lastError !== undefined)
      .map(
        ({ name, waiting, lastError = '' }) => `${printableText(name)}: ${printableText(lastError)} ${waiting} wait.`,
      ),
  ];
}

/** Alerts for programs: one line each. */
export function alertDump(answer: AlertAnswer, nowMs: number): readonly string[] {
  return tabSeparated(alertRows(answer, nowMs));
}

function alertRows({ alerts }: Pick<AlertAnswer, 'alerts'>, nowMs: number): readonly (readonly string[])[] {
  return alerts.map(({ state, severity, rule, sinceMs, sentence, silencedBy }) => [
    silencedBy === undefined ? state : `${state}, silenced`,
    severity,
    rule,
    formatSpan(Math.max(0, nowMs - sinceMs)),
    printableText(sentence),
  ]);
}
