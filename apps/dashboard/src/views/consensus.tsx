import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Badge, type Tone } from '../parts/badge.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { saveBytes } from '../parts/download.ts';
import { Empty, Loaded } from '../parts/notice.tsx';
import { Pager } from '../parts/pager.tsx';
import { ReceiptButton } from '../parts/receipt-button.tsx';
import { Identifier, Section } from '../parts/section.tsx';
import { Stat, Value } from '../parts/value.tsx';
import { counted, wholeNumber } from '../quantities.ts';
import { ask, type Failure } from '../state/api.ts';
import { useResource } from '../state/resource.ts';

interface Validator {
  readonly configured: true;
  readonly network: string;
  readonly chainId: string;
  readonly validators: number;
  readonly approvals: number;
  readonly epoch: number;
  readonly height: number;
  readonly round: number;
  readonly step: string;
  readonly isVoting: boolean;
  readonly members: readonly {
    readonly name: string;
    readonly address: string;
    readonly state: 'this' | 'connected' | 'away';
  }[];
  readonly proposals: readonly Proposal[];
  readonly log: { readonly size: number; readonly cosignatures: number; readonly trustedSize: number };
  readonly refused: Readonly<Record<string, number>>;
  readonly evidence: number;
}

interface Proposal {
  readonly id: string;
  readonly title: string;
  readonly deadlineHeight: number;
  readonly ballots: number;
  readonly verdict: string | null;
}

interface Decision {
  readonly height: number;
  readonly blockId: string;
  readonly outcome: 'tick' | 'approved' | 'rejected' | 'expired';
  readonly proposal?: string;
  readonly title?: string;
  readonly ballots: { readonly approve: number; readonly reject: number; readonly abstain: number };
  readonly votes: number;
  readonly hasReceipt: boolean;
}

/** What the validator of this machine agrees on with the others, and what was decided. */
export function Consensus(): JSX.Element {
  const validator = useResource<Validator | { readonly configured: false }>('/api/v1/consensus', { everyMs: 1000 });
  return (
    <>
      <header class="page-head">
        <h1>Consensus</h1>
        {validator.data?.configured === true ? <p>network {validator.data.network}</p> : null}
      </header>
      <div class="stale">
        <Loaded resource={validator} lines={5}>
          {(known) => (known.configured ? <Network validator={known} /> : <NoValidator />)}
        </Loaded>
      </div>
    </>
  );
}

function NoValidator(): JSX.Element {
  return (
    <Empty title="No validator is named.">
      A validator of this machine is shown when the configuration of this process names its folder:
      <pre>{'[validator]\nfolder = "/var/lib/qforge/validator"'}</pre>
    </Empty>
  );
}

function Network({ validator }: { validator: Validator }): JSX.Element {
  const { log, members, proposals, validators } = validator;
  return (
    <>
      <Figures validator={validator} />
      <Section title="Open proposals" id="proposals-heading">
        {proposals.length === 0 ? (
          <Empty title="Nothing waits for a decision.">
            <pre>qforge validator propose FOLDER &quot;what is to be decided&quot;</pre>
          </Empty>
        ) : (
          <div class="table" id="proposals">
            <DataTable
              caption="Open proposals"
              columns={proposalColumns(validators)}
              rows={proposals}
              keyOf={({ id }) => id}
            />
          </div>
        )}
      </Section>
      <Decisions height={log.size} trusted={log.trustedSize} />
      <Section title="Members" id="members-heading">
        <div class="table" id="members">
          <DataTable
            caption="Members of the network"
            columns={memberColumns}
            rows={members}
            keyOf={({ name }) => name}
          />
        </div>
      </Section>
    </>
  );
}

function Figures({ validator }: { validator: Validator }): JSX.Element {
  const { height, round, step, isVoting, log, members, epoch, validators, approvals, evidence } = validator;
  const away = members.filter(({ state }) => state === 'away').length;
  const reachable = `${away === 0 ? 'all' : validators - away} reachable`;
  return (
    <dl class="stats" id="consensus">
      <Stat
        id="consensus-height"
        name="Height to decide"
        raw={height}
        quantity={counted(height)}
        note={isVoting ? `round ${round}, ${step}` : 'listening: not enough others are there'}
      />
      <Stat
        id="consensus-log"
        name="Decided"
        raw={log.size}
        quantity={counted(log.size)}
        note={`with receipts up to ${log.trustedSize}`}
      />
      <Stat
        id="consensus-members"
        name="Validators"
        raw={validators}
        quantity={counted(validators)}
        note={`${reachable}; ${approvals} ${approvals === 1 ? 'approval decides' : 'approvals decide'}`}
      />
      <Stat
        id="consensus-evidence"
        name="Proofs of lies"
        raw={evidence}
        quantity={counted(evidence)}
        note={`epoch ${epoch}`}
      />
    </dl>
  );
}

const proposalColumns = (validators: number): readonly TableColumn<Proposal>[] => [
  {
    title: 'Proposal',
    cell: ({ title, id }) => (
      <>
        <span class="name">{title}</span> <Identifier text={id} length={10} />
      </>
    ),
  },
  { title: 'Ballots', isNumber: true, cell: ({ ballots }) => `${ballots} of ${validators}` },
  { title: 'Ours', cell: ({ verdict }) => verdict ?? 'nothing said' },
  { title: 'Until height', isNumber: true, cell: ({ deadlineHeight }) => wholeNumber(deadlineHeight) },
];

const memberColumns: readonly TableColumn<Validator['members'][number]>[] = [
  { title: 'Member', cell: ({ name }) => <span class="name">{name}</span> },
  {
    title: 'State',
    cell: ({ state }) => (
      <Badge tone={{ this: 'plain', connected: 'good', away: 'look' }[state] as Tone} text={state} />
    ),
  },
  { title: 'Address', cell: ({ address }) => address },
];

/** Base64 of the bytes of both. */
interface DecisionReceipt {
  readonly receipt: string;
  readonly decision: string;
}

const PAGE = 20;

/** The log itself. It is read again when it has grown. */
function Decisions({ height, trusted }: { height: number; trusted: number }): JSX.Element {
  const before = useSignal<number | undefined>(undefined);
  const query = before.value === undefined ? '' : `&before=${before.value}`;
  const log = useResource<{ readonly height: number; readonly decisions: readonly Decision[] }>(
    `/api/v1/consensus/decisions?count=${PAGE}${query}`,
    { version: `${height} ${trusted}`, isPaged: true },
  );
  const decided = log.data?.decisions ?? [];
  const page = {
    newest: decided[0]?.height ?? 0,
    oldest: decided.at(-1)?.height ?? 1,
    first: 1,
    last: log.data?.height ?? 0,
    size: PAGE,
  };
  return (
    <Section
      title="Decision log"
      id="log-heading"
      aside={<Pager page={page} onPage={(wanted) => (before.value = wanted)} />}
    >
      <Loaded resource={log} lines={4}>
        {({ decisions }) =>
          decisions.length === 0 ? (
            <Empty title="Nothing was decided yet." />
          ) : (
            <div class="table" id="decisions">
              <DataTable
                caption="Decided blocks, newest first"
                columns={decisionColumns}
                rows={decisions}
                keyOf={(each) => String(each.height)}
              />
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}

const outcomeTones: Readonly<Record<Decision['outcome'], Tone>> = {
  approved: 'good',
  rejected: 'bad',
  expired: 'look',
  tick: 'plain',
};

const decisionColumns: readonly TableColumn<Decision>[] = [
  { title: 'Height', isNumber: true, cell: ({ height }) => <Value raw={height} quantity={counted(height)} /> },
  { title: 'Outcome', cell: ({ outcome }) => <Badge tone={outcomeTones[outcome]} text={outcome} /> },
  {
    title: 'Proposal',
    cell: ({ title, blockId }) => (
      <span>
        {title ?? 'none: the log only moves on'}
        <span class="second">
          block <Identifier text={blockId} length={12} />
        </span>
      </span>
    ),
  },
  {
    title: 'Ballots',
    cell: ({ ballots: { approve, reject, abstain } }) =>
      `${approve} for, ${reject} against${abstain === 0 ? '' : `, ${abstain} abstained`}`,
  },
  { title: 'Signed by', isNumber: true, cell: ({ votes }) => votes },
  { title: 'Receipt', cell: (decision) => <Receipt {...decision} /> },
];

function Receipt({ height, proposal, hasReceipt }: Decision): JSX.Element {
  if (proposal === undefined) return <Badge tone="plain" text="none" />;
  if (!hasReceipt)
    return <Badge tone="plain" text="not cosigned yet" title="A quorum has to cosign the log up to here." />;
  const save = async (): Promise<Failure | undefined> => {
    const answer = await ask<DecisionReceipt>('GET', `/api/v1/consensus/proposals/${proposal}/receipt`);
    if ('failure' in answer) return answer.failure;
    saveBytes(`decision-${height}.tlog-proof`, bytesOf(answer.data.receipt));
    saveBytes(`decision-${height}.decision`, bytesOf(answer.data.decision));
    return undefined;
  };
  return <ReceiptButton of={`height ${height}`} save={save} />;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
}
