import type { JSX } from 'preact';
import type { SystemReport } from '../../../../src/monitor/index.ts';
import { Empty } from '../parts/notice.tsx';

type Advice = SystemReport['performance']['recommendations'];

/** What is remarkable about the figures, and what would mend it. */
export function AdviceList({ findings, advice }: { findings: readonly string[]; advice: Advice }): JSX.Element {
  if (findings.length + advice.length === 0)
    return <Empty title="Nothing is remarkable.">All figures are within their limits.</Empty>;
  return (
    <ul class="panel advice" id="advice">
      {findings.map((finding) => (
        <li key={finding}>{finding}</li>
      ))}
      {advice.map(({ advice: text, evidence }) => (
        <li key={text}>
          {text} <span class="second">{evidence}</span>
        </li>
      ))}
    </ul>
  );
}
