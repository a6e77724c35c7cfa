import type { JSX } from 'preact';
import { Badge } from '../parts/badge.tsx';
import { Section } from '../parts/section.tsx';
import { useResource } from '../state/resource.ts';

/** What the process expects of something that can run out. */
export interface Outlook {
  readonly name: string;
  readonly status: 'runs-out' | 'steady' | 'not-enough-data';
  readonly sentence: string;
}

/** What comes next, worst first; nothing where the process keeps no history. */
export function OutlookList(): JSX.Element | null {
  const { data } = useResource<{ readonly outlooks: readonly Outlook[] }>('/api/v1/outlook', { everyMs: 15_000 });
  if (data === undefined || data.outlooks.length === 0) return null;
  const known = data.outlooks.filter(({ status }) => status !== 'not-enough-data');
  const unknown = data.outlooks.length - known.length;
  return (
    <Section title="What comes next" id="outlook-heading">
      <ul class="panel outlooks stale">
        {known.map(({ name, status, sentence }) => (
          <li key={name}>
            <Badge tone={status === 'runs-out' ? 'look' : 'good'} text="" />
            {sentence}
          </li>
        ))}
        {unknown === 0 ? null : (
          <li class="unknown">
            Not enough data yet for{' '}
            {data.outlooks
              .filter(({ status }) => status === 'not-enough-data')
              .map(({ name }) => name)
              .join(', ')}
            .
          </li>
        )}
      </ul>
    </Section>
  );
}
