import type { JSX } from 'preact';
import type { SystemStatus } from '../../../../src/client/index.ts';
// The names alone: the index of the room leads to files and sockets, which no page has.
import { formatSeriesName } from '../../../../src/monitor/trends/series-name.ts';
import { Badge } from '../parts/badge.tsx';
import { Empty, FailureNote, Loaded } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { Value } from '../parts/value.tsx';
import { counted, percentage, plainNumber, quantityText, scaled, timeOfDay, wholeNumber } from '../quantities.ts';
import { useResource } from '../state/resource.ts';
import { DistancePlot } from './distance-plot.tsx';
import { SeriesPlot } from './series-plot.tsx';

/** A link as the key manager told of it. */
export interface Link {
  readonly peer: string;
  readonly source: string;
  readonly simulated: boolean;
  readonly storedKeys?: number;
  readonly maxKeys?: number;
  readonly qber?: number;
  readonly keyRateBitsPerSecond?: number;
  readonly lengthKm?: number;
  readonly lossDb?: number;
  readonly pulseRateHz?: number;
  readonly askedAtMs: number;
  readonly problem?: { readonly code: string; readonly message: string };
}

const HOUR_MS = 3_600_000;
/** Above it BB84 leaves no key: Shor and Preskill 2000. */
const QBER_LIMIT = 0.11;

/** What the key manager has for each peer, how the links behind it do, and what a link can give. */
export function Links(): JSX.Element {
  const links = useResource<{ readonly links: readonly Link[] }>('/api/v1/links', { everyMs: 5000 });
  const status = useResource<SystemStatus>('/api/v1/status', { everyMs: 5000 });
  const keys = status.data?.sharedKeys;
  return (
    <>
      <header class="page-head">
        <h1>Quantum links</h1>
        {keys === undefined ? null : (
          <p>
            policy {keys.policy}, {wholeNumber(keys.keysTaken)} {keys.keysTaken === 1 ? 'key' : 'keys'} taken
          </p>
        )}
      </header>
      <div class="stale">
        <Loaded resource={links} lines={4}>
          {({ links: known }) =>
            known.length === 0 ? <NoLinks hasSource={keys !== undefined} /> : <LinkList links={known} />
          }
        </Loaded>
      </div>
      <Section title="Key rate over distance" id="distance-heading">
        <DistancePlot links={links.data?.links ?? []} />
      </Section>
    </>
  );
}

function NoLinks({ hasSource }: { hasSource: boolean }): JSX.Element {
  if (hasSource)
    return (
      <Empty title="No key was needed yet.">A link appears here once a channel to its peer has taken a key.</Empty>
    );
  return (
    <Empty title="This process has no key manager.">
      Channels are post-quantum without one. Keys of quantum key distribution are mixed in when it is started with
      <pre>qforge up --kme ACCESS-FILE</pre>
      <span class="second">“qforge kme pair” makes two simulated ones to try it.</span>
    </Empty>
  );
}

function LinkList({ links }: { links: readonly Link[] }): JSX.Element {
  return (
    <div class="columns" id="links">
      {links.map((link) => (
        <LinkPanel key={link.peer} link={link} />
      ))}
    </div>
  );
}

function LinkPanel({ link }: { link: Link }): JSX.Element {
  const { peer, source, simulated, qber, keyRateBitsPerSecond, askedAtMs } = link;
  return (
    <section class="panel link" aria-label={`Link to ${peer}`}>
      <header class="section-head">
        <h2>{peer}</h2>
        {simulated ? (
          <Badge tone="simulated" text="simulated" title="It adds no security: for tests only." />
        ) : (
          <Badge tone="good" text="hardware" />
        )}
      </header>
      <LinkProblem link={link} />
      <dl class="facts">
        <dt>Keys in store</dt>
        <dd>
          <KeyStore link={link} />
        </dd>
        <dt>Error rate (QBER)</dt>
        <dd>
          <Value raw={qber} quantity={percentage(qber)} />
          {qber === undefined ? null : <span class="second">{whatErrorsMean(qber)}</span>}
        </dd>
        <dt>Secret key rate</dt>
        <dd>
          <Value raw={keyRateBitsPerSecond} quantity={scaled(keyRateBitsPerSecond, 'bit/s')} />
          {simulated ? <span class="second">in the time of the simulated link</span> : null}
        </dd>
        <dt>Fibre</dt>
        <dd>
          <Fibre link={link} />
        </dd>
        <dt>Source</dt>
        <dd>
          {source}, asked at <time>{timeOfDay(askedAtMs)}</time>
        </dd>
      </dl>
      <SeriesPlot
        id={`plot-keys-${peer}`}
        title="Keys in store"
        spanMs={HOUR_MS}
        show={wholeNumber}
        lines={[{ name: 'stored', series: storedKeysSeries(link) }]}
      />
    </section>
  );
}

function storedKeysSeries({ source, peer }: Link): string {
  return formatSeriesName({ kind: 'value', metric: 'qforge_shared_keys_stored', labels: { source, peer } });
}

function LinkProblem({ link: { problem, askedAtMs } }: { link: Link }): JSX.Element | null {
  if (problem === undefined) return null;
  const { code, message } = problem;
  const hint = `Asked at ${timeOfDay(askedAtMs)}; asked again every ten seconds.`;
  return <FailureNote failure={{ code, message, hint }} />;
}

/** How many keys a link has in store, and how full that makes it. */
function KeyStore({ link: { peer, storedKeys, maxKeys } }: { link: Link }): JSX.Element {
  const share = storedKeys === undefined || maxKeys === undefined || maxKeys === 0 ? undefined : storedKeys / maxKeys;
  return (
    <>
      <Value raw={storedKeys} quantity={counted(storedKeys)} />
      {maxKeys === undefined ? null : ` of ${wholeNumber(maxKeys)}`}
      {share === undefined ? null : (
        <meter
          class="store"
          min={0}
          max={1}
          low={0.2}
          optimum={1}
          value={share}
          aria-label={`Keys in store for ${peer}`}
        />
      )}
    </>
  );
}

function Fibre({ link: { lengthKm, lossDb } }: { link: Link }): JSX.Element {
  if (lengthKm === undefined) return <>length unknown</>;
  return (
    <>
      <Value raw={lengthKm} quantity={{ number: plainNumber(lengthKm), unit: 'km' }} />
      {lossDb === undefined ? null : (
        <>
          , <Value raw={lossDb} quantity={{ number: plainNumber(lossDb), unit: 'dB' }} />
        </>
      )}
    </>
  );
}

function whatErrorsMean(qber: number): string {
  if (qber >= QBER_LIMIT) return 'too many errors: somebody may be listening';
  return `no key is left above ${quantityText(percentage(QBER_LIMIT))}`;
}
