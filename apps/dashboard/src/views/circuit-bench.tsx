import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { examplePrograms } from '../models/example-programs.ts';
import type * as Engine from '../models/laboratory-engine.ts';
import { freshSeed } from '../parts/fresh-seed.ts';
import { duration, percentage, quantityText, wholeNumber } from '../quantities.ts';
import { CircuitDrawing } from './circuit-drawing.tsx';

const SHOWN_OUTCOMES = 16;
const shotChoices = [100, 1000, 10_000, 100_000] as const;

/** A program, and what its bits were. */
export function CircuitBench({ engine }: { engine: typeof Engine }): JSX.Element {
  const program = useSignal(examplePrograms[0]?.text ?? '');
  const shots = useSignal<number>(1000);
  const run = useSignal<Engine.CircuitRun | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const start = (): void => {
    try {
      run.value = engine.runProgram(program.value, shots.value, freshSeed());
      problem.value = undefined;
    } catch (error) {
      run.value = undefined;
      problem.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <div class="panel">
      <div class="fields inline">
        <label>
          Example
          <select
            id="example"
            onChange={(event) => {
              program.value = examplePrograms[event.currentTarget.selectedIndex]?.text ?? '';
              run.value = undefined;
              problem.value = undefined;
            }}
          >
            {examplePrograms.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Shots
          <select
            id="shots"
            value={shots.value}
            onChange={(event) => (shots.value = Number(event.currentTarget.value))}
          >
            {shotChoices.map((count) => (
              <option key={count} value={count}>
                {wholeNumber(count)}
              </option>
            ))}
          </select>
        </label>
        <button class="primary" type="button" id="run" onClick={start}>
          Run
        </button>
      </div>
      <label>
        Program
        <textarea
          id="program"
          rows={11}
          spellcheck={false}
          maxLength={20_000}
          value={program.value}
          onInput={(event) => (program.value = event.currentTarget.value)}
        />
      </label>
      <div aria-live="polite" class="after" id="circuit-result">
        {problem.value === undefined ? null : (
          <p class="failure" role="alert">
            {problem.value}
          </p>
        )}
        {run.value === undefined ? null : <Result run={run.value} />}
      </div>
    </div>
  );
}

function Result({ run }: { run: Engine.CircuitRun }): JSX.Element {
  const { layout, counts, shots, engine, reasons, durationMs, qubits, operations, seed } = run;
  const most = counts[0]?.[1] ?? 1;
  const hidden = counts.slice(SHOWN_OUTCOMES);
  return (
    <>
      <CircuitDrawing layout={layout} />
      <p class="plot-foot">
        {qubits} qubits, {operations} operations, engine {engine}, {quantityText(duration(durationMs))}, seed {seed}.{' '}
        {reasons.at(-1)}.
      </p>
      <table class="counts" id="counts">
        <caption class="hidden">How often each outcome was seen; the last sign is bit 0</caption>
        <tbody>
          {counts.slice(0, SHOWN_OUTCOMES).map(([outcome, times]) => (
            <tr key={outcome}>
              <th scope="row">
                <code>{outcome}</code>
              </th>
              <td class="bar">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={(100 * times) / most} height="10" />
                </svg>
              </td>
              <td class="right">{wholeNumber(times)}</td>
              <td class="right">{quantityText(percentage(times / shots))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden.length === 0 ? null : (
        <p class="plot-foot">
          and {wholeNumber(hidden.length)} outcomes more,{' '}
          {wholeNumber(hidden.reduce((sum, [, times]) => sum + times, 0))} times
        </p>
      )}
    </>
  );
}
