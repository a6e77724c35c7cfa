import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PerformanceMode } from '../../../../src/client/index.ts';
import { FailureNote } from '../parts/notice.tsx';
import { ask, type Failure } from '../state/api.ts';
import { mayAct } from '../state/session.ts';

const modes: Readonly<Record<PerformanceMode, string>> = {
  balanced: 'Records of 64 KiB, filled for a twentieth of a millisecond.',
  latency: 'No message waits for another, and records are small.',
  throughput: 'Messages wait for company in records of 256 KiB, and more buffers stay.',
  memory: 'Buffers go back to the system almost at once.',
};

/** The modes, and which of them is on; whoever may act chooses another. */
export function ModeChoice({ mode, onChange }: { mode: PerformanceMode; onChange: () => void }): JSX.Element {
  const failure = useSignal<Failure | undefined>(undefined);
  const choose = async (wanted: PerformanceMode): Promise<void> => {
    const answer = await ask('POST', '/api/v1/performance/mode', { body: { mode: wanted } });
    failure.value = 'failure' in answer ? answer.failure : undefined;
    onChange();
  };
  return (
    <>
      {failure.value === undefined ? null : <FailureNote failure={failure.value} />}
      <div class="panel">
        <div class="choice" role="group" aria-label="Mode" id="mode">
          {(Object.keys(modes) as PerformanceMode[]).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === mode}
              disabled={!mayAct() && name !== mode}
              onClick={() => void choose(name)}
            >
              {name}
            </button>
          ))}
        </div>
        <p class="after">
          {modes[mode]}
          {mayAct() ? null : <span class="second">This session may look and not change it.</span>}
        </p>
      </div>
    </>
  );
}
