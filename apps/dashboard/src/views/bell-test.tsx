import { useSignal } from '@preact/signals';
import { Fragment, type JSX } from 'preact';
import type * as Engine from '../models/laboratory-engine.ts';
import { useDrawnWidth } from '../parts/drawn-width.ts';
import { freshSeed } from '../parts/fresh-seed.ts';
import { plainNumber } from '../quantities.ts';

const shotChoices = [100, 1000, 10_000, 100_000] as const;
const LOCAL_LIMIT = 2;
const QUANTUM_LIMIT = 2 * Math.SQRT2;
const [HEIGHT, EDGE] = [92, 14];
const settings = ['Z, +45°', 'Z, −45°', 'X, +45°', 'X, −45°'] as const;

/** The CHSH game: a fidelity, a number of shots, and what comes of it. */
export function BellTest({ engine }: { engine: typeof Engine }): JSX.Element {
  const fidelity = useSignal(0.97);
  const shots = useSignal<number>(10_000);
  const run = useSignal<Engine.BellRun | undefined>(undefined);
  const measure = (): void => {
    run.value = engine.runBellTest(fidelity.value, shots.value, freshSeed());
  };
  return (
    <div class="panel">
      <div class="fields inline">
        <label class="wide">
          <span>
            Fidelity of the pairs <output>{fidelity.value.toFixed(2)}</output>
          </span>
          <input
            id="fidelity"
            type="range"
            min="0.25"
            max="1"
            step="0.01"
            value={fidelity.value}
            onInput={(event) => {
              fidelity.value = Number(event.currentTarget.value);
              run.value = undefined;
            }}
          />
        </label>
        <label>
          Pairs at each setting
          <select
            id="bell-shots"
            value={shots.value}
            onChange={(event) => {
              shots.value = Number(event.currentTarget.value);
              run.value = undefined;
            }}
          >
            {shotChoices.map((count) => (
              <option key={count} value={count}>
                {plainNumber(count)}
              </option>
            ))}
          </select>
        </label>
        <button class="primary" type="button" id="measure" onClick={measure}>
          Measure
        </button>
      </div>
      <Scale run={run.value} />
      <div aria-live="polite">
        {run.value === undefined ? (
          <p class="quiet-text">Nothing was measured at these settings yet.</p>
        ) : (
          <Outcome run={run.value} />
        )}
      </div>
    </div>
  );
}

function Outcome({ run }: { run: Engine.BellRun }): JSX.Element {
  const { value, deviation, correlations, exact, seed } = run;
  const sigmas = (value - LOCAL_LIMIT) / (deviation || Number.EPSILON);
  return (
    <>
      <p class="result">
        S ={' '}
        <data id="chsh" value={value}>
          {value.toFixed(3)}
        </data>{' '}
        ± {deviation.toFixed(3)}{' '}
        <span class="second">
          {value > LOCAL_LIMIT
            ? `${sigmas.toFixed(1)} standard deviations above what any local explanation allows`
            : 'a local explanation is possible'}
          ; {exact.toFixed(3)} with infinitely many pairs
        </span>
      </p>
      <dl class="facts">
        {correlations.map((correlation, at) => (
          <Fragment key={settings[at]}>
            <dt>{settings[at]}</dt>
            <dd>{correlation.toFixed(3).replace('-', '−')}</dd>
          </Fragment>
        ))}
        <dt>Seed</dt>
        <dd>{seed}</dd>
      </dl>
    </>
  );
}

/** From 0 to what quantum mechanics allows, with the limit of local explanations, and where S lies. */
function Scale({ run }: { run: Engine.BellRun | undefined }): JSX.Element {
  const { place, width } = useDrawnWidth();
  const x = (value: number): number => EDGE + (Math.max(0, value) / QUANTUM_LIMIT) * (width - 2 * EDGE);
  const isNarrow = width < 360;
  const label =
    run === undefined
      ? 'A scale of S: 2 is the local limit, 2.83 the quantum limit.'
      : `S is ${run.value.toFixed(3)}; the local limit is 2, the quantum limit 2.83.`;
  return (
    <div ref={place}>
      <svg class="chart" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
        <rect class="region" x={x(0)} y="40" width={x(LOCAL_LIMIT) - x(0)} height="10" />
        <rect class="region quantum" x={x(LOCAL_LIMIT)} y="40" width={x(QUANTUM_LIMIT) - x(LOCAL_LIMIT)} height="10" />
        {[
          [0, '0', 'start'],
          [LOCAL_LIMIT, isNarrow ? '2' : '2, local', 'end'],
          [QUANTUM_LIMIT, isNarrow ? '2.83' : '2.83, quantum', 'end'],
        ].map(([value, text, anchor]) => (
          <text key={text} x={x(Number(value))} y="74" text-anchor={String(anchor)}>
            {text}
          </text>
        ))}
        {run === undefined ? null : (
          <g>
            <path class="spread" d={`M${x(run.value - 2 * run.deviation)} 45H${x(run.value + 2 * run.deviation)}`} />
            <circle class="point" cx={x(run.value)} cy="45" r="6" />
            <text class="strong" x={Math.min(width - 30, Math.max(30, x(run.value)))} y="26" text-anchor="middle">
              {run.value.toFixed(3)}
            </text>
          </g>
        )}
      </svg>
    </div>
  );
}
