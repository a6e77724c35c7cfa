import type { JSX } from 'preact';
import type { Quantity } from '../quantities.ts';

/** A value with its unit; the raw value goes along for whoever checks, copies or reads it out. */
export function Value({
  id,
  raw,
  quantity,
}: {
  id?: string;
  raw: number | string | undefined;
  quantity: Quantity;
}): JSX.Element {
  return (
    <data id={id} value={raw === undefined ? '' : String(raw)}>
      <span class="number">{quantity.number}</span>
      {quantity.unit === '' ? null : <span class="unit">{`\u202f${quantity.unit}`}</span>}
    </data>
  );
}

/** One figure with its name, and what it is about in a line below. */
export function Stat(props: {
  id: string;
  name: string;
  raw: number | undefined;
  quantity: Quantity;
  note?: string | undefined;
  trend?: readonly (number | undefined)[];
}): JSX.Element {
  const { id, name, raw, quantity, note, trend } = props;
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd>
        <Value id={id} raw={raw} quantity={quantity} />
        {note === undefined ? null : <span class="note">{note}</span>}
      </dd>
      {trend === undefined ? null : <Sparkline values={trend} />}
    </div>
  );
}

const WIDTH = 120;
const HEIGHT = 26;

/** A line without axes, from zero or the least value below it to the greatest; gaps where nothing was measured. */
export function Sparkline({ values }: { values: readonly (number | undefined)[] }): JSX.Element | null {
  const measured = values.filter((value) => value !== undefined);
  if (measured.length < 2) return <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" />;
  const [low, high] = [Math.min(0, ...measured), Math.max(...measured)];
  const y = (value: number): number => HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4);
  const x = (at: number): number => (at / (values.length - 1)) * WIDTH;
  let isDrawing = false;
  const path = values
    .map((value, at) => {
      if (value === undefined) {
        isDrawing = false;
        return '';
      }
      const step = `${isDrawing ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      isDrawing = true;
      return step;
    })
    .join('');
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
