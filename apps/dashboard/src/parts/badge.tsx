import type { JSX } from 'preact';

/** What a badge means: its colour and its sign, never colour alone. */
export type Tone = 'good' | 'look' | 'bad' | 'critical' | 'plain' | 'simulated';

/** What stands for a tone beside its colour. */
export const signs: Readonly<Record<Tone, string>> = {
  good: '●',
  look: '▲',
  bad: '◆',
  critical: '■',
  plain: '○',
  simulated: '◌',
};

/** A word with a sign. */
export function Badge({ tone, text, title }: { tone: Tone; text: string; title?: string }): JSX.Element {
  return (
    <span class={`badge ${tone}`} title={title}>
      <span class="sign" aria-hidden="true">
        {signs[tone]}
      </span>
      {text}
    </span>
  );
}

/** Whether keys of a quantum link are in use, and whether they are real. */
export function QuantumKeysBadge({ kind }: { kind: 'none' | 'simulated' | 'hardware' }): JSX.Element {
  if (kind === 'none') return <Badge tone="plain" text="no QKD key" />;
  if (kind === 'hardware') return <Badge tone="good" text="QKD key mixed in" />;
  return <Badge tone="simulated" text="simulated QKD key" title="A simulated key adds no security: for tests only." />;
}

/** The tone of a health status. */
export function healthTone(status: 'healthy' | 'degraded' | 'unhealthy' | 'critical'): Tone {
  return ({ healthy: 'good', degraded: 'look', unhealthy: 'bad', critical: 'critical' } as const)[status];
}
