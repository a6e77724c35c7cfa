import type { JSX } from 'preact';
import { Loaded } from '../parts/notice.tsx';
import { Section } from '../parts/section.tsx';
import { usePartOfPage } from '../state/part-of-page.ts';
import { BellTest } from './bell-test.tsx';
import { CircuitBench } from './circuit-bench.tsx';

/** Circuits and a Bell test on the quantum engine, computed in this page. */
export function Laboratory(): JSX.Element {
  const engine = usePartOfPage(() => import('../models/laboratory-engine.ts'));
  return (
    <>
      <header class="page-head">
        <h1>Laboratory</h1>
        <p>simulated in this page; nothing here touches a key</p>
      </header>
      <Section
        title="Bell test"
        id="bell-heading"
        lead="Two halves of a pair are measured at angles that are chosen freely. Whatever was agreed before, the sum S of four correlations is at most 2; entangled pairs reach 2.83."
      >
        <Loaded resource={engine}>{(loaded) => <BellTest engine={loaded} />}</Loaded>
      </Section>
      <Section
        title="Circuit"
        id="circuit-heading"
        lead="OpenQASM 2 or 3. The engine that suits the circuit is chosen by itself."
      >
        <Loaded resource={engine}>{(loaded) => <CircuitBench engine={loaded} />}</Loaded>
      </Section>
    </>
  );
}
