import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { TakenProfile } from '../../../../src/daemon/index.ts';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, FailureNote, Loaded } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Value } from '../parts/value.tsx';
import { byteCount, dateAndTime, timeOfDay } from '../quantities.ts';
import { ask, type Failure } from '../state/api.ts';
import { useResource } from '../state/resource.ts';
import { mayAct } from '../state/session.ts';

/** What `/api/v1/profiles` answers. */
interface ProfileBoard {
  readonly running: { readonly kind: TakenProfile['kind']; readonly startedAtMs: number } | null;
  readonly profiles: readonly TakenProfile[];
}

const kinds: Readonly<Record<TakenProfile['kind'], string>> = { cpu: 'processor', heap: 'heap' };
const SECONDS: readonly number[] = [1, 5, 15, 60];

/** Profiles that were taken, and taking another. */
export function Profiles(): JSX.Element {
  const board = useResource<ProfileBoard>('/api/v1/profiles', { everyMs: 2000 });
  return (
    <Section
      title="Profiles"
      id="profiles-heading"
      lead="For Chromium’s developer tools. They hold names of functions and classes, and no text or number that the program works with."
    >
      {mayAct() ? <NewProfile running={board.data?.running ?? null} onTaken={board.reload} /> : null}
      <div class="stale">
        <Loaded resource={board}>
          {({ profiles }) =>
            profiles.length === 0 ? (
              <Empty title="No profile was taken yet." />
            ) : (
              <div class="table" id="profiles">
                <DataTable caption="Profiles" columns={columns} rows={profiles} keyOf={({ name }) => name} />
              </div>
            )
          }
        </Loaded>
      </div>
    </Section>
  );
}

function NewProfile({ running, onTaken }: { running: ProfileBoard['running']; onTaken: () => void }): JSX.Element {
  const [seconds, failure] = [useSignal(5), useSignal<Failure | undefined>(undefined)];
  const asked = useSignal<TakenProfile['kind'] | undefined>(undefined);
  const take = async (kind: TakenProfile['kind']): Promise<void> => {
    asked.value = kind;
    const body = kind === 'cpu' ? { kind, forMs: seconds.value * 1000 } : { kind };
    const answer = await ask('POST', '/api/v1/profiles', { body });
    failure.value = 'failure' in answer ? answer.failure : undefined;
    asked.value = undefined;
    onTaken();
  };
  const now = running?.kind ?? asked.value;
  return (
    <>
      {failure.value === undefined ? null : <FailureNote failure={failure.value} />}
      <div class="fields inline">
        <label>
          Sampled for
          <select
            id="profile-seconds"
            value={String(seconds.value)}
            onChange={(event) => (seconds.value = Number(event.currentTarget.value))}
          >
            {SECONDS.map((each) => (
              <option key={each} value={String(each)}>
                {each} s
              </option>
            ))}
          </select>
        </label>
        <button type="button" id="take-cpu" disabled={now !== undefined} onClick={() => void take('cpu')}>
          Profile the processor
        </button>
        <button type="button" id="take-heap" disabled={now !== undefined} onClick={() => void take('heap')}>
          Take a heap snapshot
        </button>
        <p role="status" class="quiet-text" id="profiling">
          {now === undefined ? '' : runningText(now, running?.startedAtMs)}
        </p>
      </div>
    </>
  );
}

function runningText(kind: TakenProfile['kind'], startedAtMs: number | undefined): string {
  return `The ${kinds[kind]} is being profiled${startedAtMs === undefined ? '' : ` since ${timeOfDay(startedAtMs)}`}.`;
}

const columns: readonly TableColumn<TakenProfile>[] = [
  { title: 'Taken', cell: ({ atMs }) => <time>{dateAndTime(atMs)}</time> },
  { title: 'Of', cell: ({ kind }) => `the ${kinds[kind]}` },
  { title: 'Size', isNumber: true, cell: ({ bytes }) => <Value raw={bytes} quantity={byteCount(bytes)} /> },
  { title: 'File on this device', cell: ({ path }) => <code class="path">{path}</code> },
];
