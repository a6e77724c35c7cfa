import type { JSX } from 'preact';
import type { CircuitLayout, DrawnCell, DrawnOperation } from '../../../../src/quantum/index.ts';

const [ROW, LEFT, GAP, BOX] = [40, 40, 12, 28];
const CHARACTER = 7.2;
const MOST_QUBITS = 24;
const MOST_OPERATIONS = 200;

/** The picture of a circuit: a wire for each qubit, time from left to right. */
export function CircuitDrawing({ layout }: { layout: CircuitLayout }): JSX.Element | null {
  const { qubits, columns, operations } = layout;
  if (qubits > MOST_QUBITS || operations.length > MOST_OPERATIONS) return null;
  const widths = Array.from({ length: columns }, () => BOX);
  for (const { column, cells } of operations) {
    for (const cell of cells) widths[column] = Math.max(widths[column] ?? BOX, boxWidth(cell));
  }
  let end = LEFT;
  const centres = widths.map((width) => {
    const centre = end + width / 2;
    end += width + GAP;
    return centre;
  });
  const [width, height] = [end + GAP, qubits * ROW];
  return (
    <div class="drawing" tabIndex={0} role="group" aria-label="Drawing of the circuit">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${qubits} qubits, ${operations.length} operations in ${columns} columns`}
      >
        {Array.from({ length: qubits }, (_, qubit) => (
          <g key={qubit}>
            <text x="6" y={wire(qubit) + 4}>
              q{qubit}
            </text>
            <path class="wire" d={`M${LEFT - 10} ${wire(qubit)}H${width - 4}`} />
          </g>
        ))}
        {operations.map((operation, at) => (
          <Drawn key={at} operation={operation} x={centres[operation.column] ?? LEFT} />
        ))}
      </svg>
    </div>
  );
}

const wire = (qubit: number): number => qubit * ROW + ROW / 2;
const boxWidth = ({ kind, text }: DrawnCell): number =>
  kind === 'box' ? Math.max(BOX, Math.ceil(text.length * CHARACTER + 12)) : BOX;

function Drawn({ operation: { cells, from, to }, x }: { operation: DrawnOperation; x: number }): JSX.Element {
  const isBarrier = cells.some(({ kind }) => kind === 'barrier');
  return (
    <g>
      {from === to || isBarrier ? null : <path class="link" d={`M${x} ${wire(from)}V${wire(to)}`} />}
      {cells.map((cell) => (
        <Cell key={cell.qubit} cell={cell} x={x} y={wire(cell.qubit)} />
      ))}
    </g>
  );
}

function Cell({ cell, x, y }: { cell: DrawnCell; x: number; y: number }): JSX.Element {
  switch (cell.kind) {
    case 'control':
      return <circle class="filled" cx={x} cy={y} r="4.5" />;
    case 'open-control':
      return <circle class="open" cx={x} cy={y} r="4.5" />;
    case 'flip':
      return (
        <g>
          <circle class="open" cx={x} cy={y} r="10" />
          <path class="link" d={`M${x - 10} ${y}H${x + 10}M${x} ${y - 10}V${y + 10}`} />
        </g>
      );
    case 'swap':
      return <path class="link" d={`M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x - 6} ${y + 6}L${x + 6} ${y - 6}`} />;
    case 'barrier':
      return <path class="barrier" d={`M${x} ${y - ROW / 2}V${y + ROW / 2}`} />;
    default: {
      const width = boxWidth(cell);
      return (
        <g>
          <rect class="open" x={x - width / 2} y={y - BOX / 2} width={width} height={BOX} rx="3" />
          <text x={x} y={y + 4} text-anchor="middle">
            {cell.text}
          </text>
        </g>
      );
    }
  }
}
