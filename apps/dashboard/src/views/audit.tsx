import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Badge } from '../parts/badge.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { saveText } from '../parts/download.ts';
import { Empty, FailureNote, Loaded } from '../parts/notice.tsx';
import { Pager } from '../parts/pager.tsx';
import { ReceiptButton } from '../parts/receipt-button.tsx';
import { Section } from '../parts/section.tsx';
import { dateAndTime, wholeNumber } from '../quantities.ts';
import { ask, type Failure } from '../state/api.ts';
import { useResource } from '../state/resource.ts';

interface Entry {
  readonly index: number;
  readonly timeMs: number;
  readonly level: string;
  readonly category: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly isPublished: boolean;
}

type Trail =
  | { readonly kept: false }
  | { readonly kept: true; readonly size: number; readonly published: number; readonly entries: readonly Entry[] };

interface Examination {
  readonly size: number;
  readonly unfolded: number;
  readonly tornBytes: number;
  readonly findings: readonly { readonly sentence: string }[];
}

interface EntryReceipt {
  readonly receipt: string;
  readonly entry: string;
}

const PAGE = 50;

/** What was done, in order, and whether the trail of it is whole. */
export function Audit(): JSX.Element {
  const before = useSignal<number | undefined>(undefined);
  const query = before.value === undefined ? '' : `&before=${before.value}`;
  const trail = useResource<Trail>(`/api/v1/audit?count=${PAGE}${query}`, {
    isPaged: true,
    ...(before.value === undefined ? { everyMs: 5000 } : {}),
  });
  return (
    <>
      <header class="page-head">
        <h1>Audit trail</h1>
        {trail.data?.kept === true ? (
          <p>
            {wholeNumber(trail.data.size)} {trail.data.size === 1 ? 'entry' : 'entries'},{' '}
            {wholeNumber(trail.data.published)} under a signed checkpoint
          </p>
        ) : null}
      </header>
      <div class="stale">
        <Loaded resource={trail} lines={6}>
          {(known) =>
            known.kept ? (
              <>
                <Verification />
                <Entries trail={known} onPage={(index) => (before.value = index)} />
              </>
            ) : (
              <NoTrail />
            )
          }
        </Loaded>
      </div>
    </>
  );
}

function NoTrail(): JSX.Element {
  return (
    <Empty title="This process keeps no audit trail.">
      It keeps one that nobody edits unseen when it is started with
      <pre>qforge up --audit /var/lib/qforge/audit</pre>
    </Empty>
  );
}

function Verification(): JSX.Element {
  const outcome = useSignal<Examination | undefined>(undefined);
  const failure = useSignal<Failure | undefined>(undefined);
  const isBusy = useSignal(false);
  const examine = async (): Promise<void> => {
    isBusy.value = true;
    const answer = await ask<Examination>('POST', '/api/v1/audit/examination');
    isBusy.value = false;
    outcome.value = 'data' in answer ? answer.data : undefined;
    failure.value = 'failure' in answer ? answer.failure : undefined;
  };
  return (
    <Section
      title="Verification"
      id="verification-heading"
      aside={
        <button type="button" onClick={() => void examine()} disabled={isBusy.value}>
          {isBusy.value ? 'Verifying…' : 'Verify now'}
        </button>
      }
      lead="Reads every entry from the disk again: its place, the hash of the one before, the tree above it and the signatures over the tree."
    >
      <div aria-live="polite" id="verification">
        {failure.value === undefined ? null : <FailureNote failure={failure.value} />}
        {outcome.value === undefined ? null : <Outcome {...outcome.value} />}
      </div>
    </Section>
  );
}

function Outcome({ size, unfolded, tornBytes, findings }: Examination): JSX.Element {
  return (
    <div class="panel">
      {findings.length === 0 ? (
        <Badge tone="good" text="All of it is as it was written." />
      ) : (
        <Badge tone="critical" text={`${findings.length} things are wrong`} />
      )}
      <ul>
        {findings.map(({ sentence }) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p class="second">
        {wholeNumber(size)} entries under the signed checkpoint, {wholeNumber(unfolded)} behind it that are chained only
        {tornBytes === 0 ? '' : `, ${tornBytes} bytes of an entry that a crash cut off`}
      </p>
    </div>
  );
}

function Entries({
  trail,
  onPage,
}: {
  trail: Extract<Trail, { kept: true }>;
  onPage: (before: number | undefined) => void;
}): JSX.Element {
  const { entries, size } = trail;
  const [newest, oldest] = [entries[0]?.index ?? 0, entries.at(-1)?.index ?? 0];
  if (size === 0) return <Empty title="Nothing has happened yet." />;
  return (
    <Section
      title="Entries"
      id="entries-heading"
      aside={<Pager page={{ newest, oldest, first: 0, last: size - 1, size: PAGE }} onPage={onPage} />}
    >
      <div class="table" id="audit">
        <DataTable
          caption="Entries of the audit trail, newest first"
          columns={columns}
          rows={entries}
          keyOf={({ index }) => String(index)}
        />
      </div>
    </Section>
  );
}

const columns: readonly TableColumn<Entry>[] = [
  { title: 'No.', isNumber: true, cell: ({ index }) => index },
  { title: 'When', cell: ({ timeMs }) => <time class="nowrap">{dateAndTime(timeMs)}</time> },
  {
    title: 'What',
    cell: ({ event, fields }) => (
      <span class="event">
        <span class="name">{event}</span>
        <span class="second fields">
          {Object.entries(fields).map(([name, value]) => (
            <span key={name}>
              {name} <code>{String(value)}</code>{' '}
            </span>
          ))}
        </span>
      </span>
    ),
  },
  { title: 'Category', cell: ({ category }) => category },
  { title: 'Proof', cell: (entry) => <Proof {...entry} /> },
];

function Proof({ index, isPublished }: Entry): JSX.Element {
  if (!isPublished)
    return <Badge tone="plain" text="chained" title="It comes under the next signed checkpoint, within ten seconds." />;
  const save = async (): Promise<Failure | undefined> => {
    const answer = await ask<EntryReceipt>('GET', `/api/v1/audit/${index}/receipt`);
    if ('failure' in answer) return answer.failure;
    saveText(`entry-${index}.tlog-proof`, answer.data.receipt);
    saveText(`entry-${index}.entry`, answer.data.entry);
    return undefined;
  };
  return <ReceiptButton of={`entry ${index}`} save={save} />;
}
