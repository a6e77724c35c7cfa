import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type * as Model from '../models/key-rate-curve.ts';
import type * as Measured from '../models/measured-links.ts';
import type { KnownLink, MeasuredLink } from '../models/measured-links.ts';
import { useDrawnWidth } from '../parts/drawn-width.ts';
import { Loaded } from '../parts/notice.tsx';
import { Value } from '../parts/value.tsx';
import { percentage, plainNumber, quantityText, scaled } from '../quantities.ts';
import { usePartOfPage } from '../state/part-of-page.ts';

const PULSE_RATE_HZ = 1e9;
const [HEIGHT, MOST_WIDTH] = [280, 1200];
const [LEFT, RIGHT, TOP, BOTTOM] = [84, 12, 10, 34];
const [LOW_EXPONENT, HIGH_EXPONENT] = [0, 8];

const protocolNames = {
  'bb84-decoy': 'BB84 with decoys',
  bb84: 'BB84, single photons',
  'six-state': 'six states',
  sarg04: 'SARG04',
  bbm92: 'BBM92, pairs',
  e91: 'E91, pairs',
} as const;

type Protocol = keyof typeof protocolNames;

const bits = (value: number): string => quantityText(scaled(value, 'bit/s'));

/** Secret key rate over the length of the fibre, by formula; a length is chosen by the slider. */
export function DistancePlot({ links }: { links: readonly KnownLink[] }): JSX.Element {
  const models = usePartOfPage(async () => ({
    ...(await import('../models/key-rate-curve.ts')),
    ...(await import('../models/measured-links.ts')),
  }));
  return (
    <Loaded resource={models} lines={4}>
      {(model) => <ChosenLink model={model} links={links} />}
    </Loaded>
  );
}

/** What is chosen, and the plot of it. */
function ChosenLink(props: { model: typeof Model & typeof Measured; links: readonly KnownLink[] }): JSX.Element {
  const { model, links } = props;
  const protocol = useSignal<Protocol>('bb84-decoy');
  const km = useSignal(50);
  const curve = model.rateCurve(protocol.value, PULSE_RATE_HZ);
  const here = model.rateAt(protocol.value, km.value, PULSE_RATE_HZ);
  const end = curve.at(-1)?.km ?? 0;
  const { drawn, unknown } = model.measuredLinks(links, protocol.value, PULSE_RATE_HZ);
  return (
    <div class="panel">
      <div class="fields inline">
        <label>
          Protocol
          <select value={protocol.value} onChange={(event) => (protocol.value = event.currentTarget.value as Protocol)}>
            {model.protocols.map((name) => (
              <option key={name} value={name}>
                {protocolNames[name]}
              </option>
            ))}
          </select>
        </label>
        <label class="wide">
          <span>
            Fibre <output id="distance">{km.value} km</output>
          </span>
          <input
            type="range"
            min="0"
            max={model.LONGEST_KM}
            step="2"
            value={km.value}
            onInput={(event) => (km.value = Number(event.currentTarget.value))}
          />
        </label>
        <p class="reading" aria-live="polite">
          <data id="model-rate" value={here.bitsPerSecond}>
            {here.bitsPerSecond > 0 ? bits(here.bitsPerSecond) : 'no key'}
          </data>
          <span class="second">
            QBER{' '}
            <data id="model-qber" value={here.qber}>
              {quantityText(percentage(here.qber))}
            </data>
          </span>
        </p>
      </div>
      <Curve
        curve={curve}
        here={here}
        links={drawn}
        longest={model.LONGEST_KM}
        label={`By formula a key is left up to ${end} km of fibre; ${bits(curve[0]?.bitsPerSecond ?? 0)} without fibre.`}
      />
      <LinkRates drawn={drawn} unknown={unknown} />
      <p class="plot-foot">
        The line is by formula, for long keys: fibre 0.2 dB/km, detectors 50 %, dark counts 10⁻⁷ a pulse, 1 %
        misalignment, 10⁹ pulses a second. A link is compared at its own loss and pulse rate where they are known;
        blocks of a real size give less than the formula.
      </p>
    </div>
  );
}

function Curve({
  curve,
  here,
  links,
  longest,
  label,
}: {
  curve: readonly Model.RatePoint[];
  here: Model.RatePoint;
  links: readonly MeasuredLink[];
  longest: number;
  label: string;
}): JSX.Element {
  const { place, width } = useDrawnWidth(MOST_WIDTH);
  const marks = width < 480 ? [0, 200, 400] : [0, 100, 200, 300, 400];
  const x = (km: number): number => LEFT + (km / longest) * (width - LEFT - RIGHT);
  const y = (rate: number): number => {
    const share = (Math.log10(rate) - LOW_EXPONENT) / (HIGH_EXPONENT - LOW_EXPONENT);
    return HEIGHT - BOTTOM - Math.min(1, Math.max(0, share)) * (HEIGHT - BOTTOM - TOP);
  };
  const shown = curve.filter(({ bitsPerSecond }) => bitsPerSecond >= 10 ** LOW_EXPONENT);
  const path = shown
    .map(({ km, bitsPerSecond }, at) => `${at === 0 ? 'M' : 'L'}${x(km).toFixed(1)} ${y(bitsPerSecond).toFixed(1)}`)
    .join('');
  return (
    <div ref={place}>
      <svg class="chart" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
        {[0, 2, 4, 6, 8].map((exponent) => (
          <g key={exponent}>
            <path class="grid" d={`M${LEFT} ${y(10 ** exponent)}H${width - RIGHT}`} />
            <text x={LEFT - 8} y={y(10 ** exponent) + 4} text-anchor="end">
              {bits(10 ** exponent)}
            </text>
          </g>
        ))}
        {marks.map((km) => (
          <text key={km} x={x(km)} y={HEIGHT - BOTTOM + 20} text-anchor={km === longest ? 'end' : 'middle'}>
            {km} km
          </text>
        ))}
        <path class="line" d={path} />
        {here.bitsPerSecond >= 1 ? (
          <g>
            <path class="mark" d={`M${x(here.km)} ${y(here.bitsPerSecond)}V${HEIGHT - BOTTOM}`} />
            <circle class="point" cx={x(here.km)} cy={y(here.bitsPerSecond)} r="4.5" />
          </g>
        ) : null}
        {links
          .filter(({ km, bitsPerSecond }) => km <= longest && bitsPerSecond >= 1)
          .map(({ peer, km, bitsPerSecond }) => (
            <g key={peer} class="live" data-peer={peer}>
              <path d={diamond(x(km), y(bitsPerSecond))} />
              <text x={x(km) + 10} y={y(bitsPerSecond) + 4}>
                {peer}
              </text>
            </g>
          ))}
      </svg>
    </div>
  );
}

const DIAMOND = 6;

function diamond(x: number, y: number): string {
  return `M${x} ${y - DIAMOND}L${x + DIAMOND} ${y}L${x} ${y + DIAMOND}L${x - DIAMOND} ${y}Z`;
}

/** The live links in words and numbers: what each gives, and what it would give by formula. */
function LinkRates(props: { drawn: readonly MeasuredLink[]; unknown: readonly string[] }): JSX.Element | null {
  const { drawn, unknown } = props;
  if (drawn.length + unknown.length === 0) return null;
  return (
    <ul class="link-rates" id="link-rates">
      {drawn.map(({ peer, km, bitsPerSecond, expectedBitsPerSecond: expected }) => (
        <li key={peer}>
          <span class="live-key" aria-hidden="true" />
          <strong>{peer}</strong> at {plainNumber(km)} km:{' '}
          <Value raw={bitsPerSecond} quantity={scaled(bitsPerSecond, 'bit/s')} /> measured,{' '}
          {expected === 0 ? (
            'where the formula leaves no key'
          ) : (
            <>
              {quantityText(percentage(bitsPerSecond / expected))} of the{' '}
              <Value raw={expected} quantity={scaled(expected, 'bit/s')} /> by formula
            </>
          )}
        </li>
      ))}
      {unknown.map((peer) => (
        <li key={peer} class="unknown">
          <strong>{peer}</strong>: length unknown
        </li>
      ))}
    </ul>
  );
}
