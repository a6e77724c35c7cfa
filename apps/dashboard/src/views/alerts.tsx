import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { SinkStatus } from '../../../../src/daemon/index.ts';
import type { Alert, AlertRule, Silence } from '../../../../src/monitor/index.ts';
import { Badge, type Tone } from '../parts/badge.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, FailureNote, Loaded } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { dateAndTime, duration, quantityText } from '../quantities.ts';
import { ask, type Failure } from '../state/api.ts';
import { type Resource, useResource } from '../state/resource.ts';
import { mayAct } from '../state/session.ts';

/** What `/api/v1/alerts` answers. */
export interface AlertBoard {
  readonly alerts: readonly Alert[];
  readonly rules: readonly AlertRule[];
  readonly silences: readonly Silence[];
  readonly sinks: readonly SinkStatus[];
}

const SILENCE_MS = 3_600_000;

/** What needs somebody, by which rules, and who is told. */
export function Alerts(): JSX.Element {
  const board = useResource<AlertBoard>('/api/v1/alerts', { everyMs: 5000, on: ['alert', 'silence'] });
  return (
    <>
      <header class="page-head">
        <h1>Alerts</h1>
        {board.data === undefined ? null : <p>{boardSummary(board.data)}</p>}
      </header>
      <div class="stale">
        <Loaded resource={board} lines={5}>
          {(known) => <Board board={known} resource={board} />}
        </Loaded>
      </div>
    </>
  );
}

function boardSummary({ alerts, rules }: AlertBoard): string {
  const firing = alerts.filter(({ state }) => state === 'firing').length;
  return `${firing === 0 ? 'none' : firing} firing, ${rules.length} rules watched`;
}

function Board({ board, resource }: { board: AlertBoard; resource: Resource<AlertBoard> }): JSX.Element {
  const failure = useSignal<Failure | undefined>(undefined);
  const act = async (method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<void> => {
    const answer = await ask(method, path, body === undefined ? {} : { body });
    failure.value = 'failure' in answer ? answer.failure : undefined;
    resource.reload();
  };
  const silence = (rule: string): void =>
    void act('POST', '/api/v1/silences', { rule, forMs: SILENCE_MS, comment: 'from the dashboard' });
  const isActive = mayAct();
  return (
    <>
      {failure.value === undefined ? null : <FailureNote failure={failure.value} />}
      <Section title="Alerts" id="alerts-heading">
        {board.alerts.length === 0 ? (
          <Empty title="Nothing needs you.">An alert appears here when a rule below has held for its time.</Empty>
        ) : (
          <ul class="alerts" id="alerts">
            {board.alerts.map((alert) => (
              <AlertItem key={alert.id} alert={alert} {...(isActive ? { onSilence: () => silence(alert.rule) } : {})} />
            ))}
          </ul>
        )}
      </Section>
      {board.silences.length === 0 ? null : (
        <Silences
          silences={board.silences}
          {...(isActive ? { onEnd: (id) => void act('DELETE', `/api/v1/silences/${id}`) } : {})}
        />
      )}
      <Section title="Rules" id="rules-heading">
        <div class="table" id="alert-rules">
          <DataTable caption="Rules" columns={ruleColumns} rows={board.rules} keyOf={({ name }) => name} />
        </div>
      </Section>
      <Sinks sinks={board.sinks} {...(isActive ? { onTest: () => void act('POST', '/api/v1/alerts/test') } : {})} />
    </>
  );
}

const severityTones: Readonly<Record<Alert['severity'], Tone>> = {
  info: 'plain',
  warning: 'look',
  critical: 'critical',
};
const stateTones: Readonly<Record<Alert['state'], Tone | undefined>> = {
  pending: 'plain',
  firing: undefined,
  resolved: 'good',
};

function AlertItem({ alert, onSilence }: { alert: Alert; onSilence?: () => void }): JSX.Element {
  const { severity, state, sentence, rule, sinceMs, resolvedAtMs, silencedBy } = alert;
  return (
    <li class="alert">
      <Badge tone={stateTones[state] ?? severityTones[severity]} text={state === 'firing' ? severity : state} />
      <p>
        {sentence}
        <span class="second">
          {rule}, since <time>{dateAndTime(sinceMs)}</time>
          {resolvedAtMs === undefined ? '' : `, over at ${dateAndTime(resolvedAtMs)}`}
          {silencedBy === undefined ? '' : ', silenced'}
        </span>
      </p>
      {state === 'firing' && silencedBy === undefined && onSilence !== undefined ? (
        <button type="button" aria-label={`Silence ${rule} for an hour`} onClick={onSilence}>
          Silence for an hour
        </button>
      ) : null}
    </li>
  );
}

function Silences(props: { silences: readonly Silence[]; onEnd?: (id: string) => void }): JSX.Element {
  const { silences, onEnd } = props;
  return (
    <Section title="Silences" id="silences-heading">
      <ul class="alerts">
        {silences.map(({ id, rule, untilMs, comment }) => {
          const what = rule === '*' ? 'every rule' : rule;
          return (
            <li key={id} class="alert">
              <p>
                <strong>{what}</strong> until {dateAndTime(untilMs)} <span class="second">{comment}</span>
              </p>
              {onEnd === undefined ? null : (
                <button type="button" aria-label={`End the silence of ${what}`} onClick={() => onEnd(id)}>
                  End
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Sinks({ sinks, onTest }: { sinks: readonly SinkStatus[]; onTest?: () => void }): JSX.Element {
  return (
    <Section
      title="Who is told"
      id="sinks-heading"
      aside={
        onTest === undefined ? undefined : (
          <button type="button" onClick={onTest}>
            Send a test
          </button>
        )
      }
    >
      <div class="table">
        <DataTable caption="Where alerts go" columns={sinkColumns} rows={sinks} keyOf={({ name }) => name} />
      </div>
    </Section>
  );
}

const ruleColumns: readonly TableColumn<AlertRule>[] = [
  { title: 'Rule', cell: ({ name }) => <span class="name">{name}</span> },
  { title: 'Severity', cell: ({ severity }) => <Badge tone={severityTones[severity]} text={severity} /> },
  { title: 'Says', cell: ({ summary }) => summary },
  {
    title: 'When it holds for',
    isNumber: true,
    cell: ({ forMs }) => (forMs === 0 ? 'at once' : quantityText(duration(forMs))),
  },
  { title: 'From', cell: ({ isDefault }) => (isDefault ? 'qforge' : 'the configuration') },
];

const sinkColumns: readonly TableColumn<SinkStatus>[] = [
  { title: 'Where', cell: ({ name }) => <code>{name}</code> },
  { title: 'Delivered', isNumber: true, cell: ({ delivered }) => delivered },
  { title: 'Waiting', isNumber: true, cell: ({ waiting }) => waiting },
  { title: 'Failed', isNumber: true, cell: ({ failed }) => failed },
  { title: 'Last failure', cell: ({ lastError }) => lastError ?? 'none' },
];
