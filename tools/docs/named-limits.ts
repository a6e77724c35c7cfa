import { maskSource } from '../code-mask.ts';

/** A constant in capitals, exported with its docstring. */
export interface NamedLimit {
  readonly name: string;
  /** The docstring as one line; empty when there is none. */
  readonly meaning: string;
}

const EXPORTED_CAPITALS = /^export\s+const\s+(?<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*[:=]/gmu;

/** The constants in capitals that a source exports; a version is no limit. */
export function namedLimits(text: string): readonly NamedLimit[] {
  const { code } = maskSource(text);
  const found = [...code.matchAll(EXPORTED_CAPITALS)].map((match) => ({
    name: match.groups?.['name'] ?? '',
    meaning: docstringAbove(text.slice(0, match.index)),
  }));
  return found.filter(({ name }) => !name.endsWith('_VERSION'));
}

function docstringAbove(above: string): string {
  const comment = /\/\*\*(?<body>(?:(?!\*\/)[\s\S])*)\*\/\s*$/u.exec(above)?.groups?.['body'] ?? '';
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/u, '').trim());
  return lines
    .join(' ')
    .replaceAll(/\{@link (?<name>[^}]+)\}/gu, '`$<name>`')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

const KIBI = 1024;
const BYTE_STEPS = ['', 'KiB', 'MiB', 'GiB'];

/** A number with thin groups, and in a larger unit beside it where its name tells the unit and the number is round. */
export function limitText(name: string, value: number | bigint): string {
  const plain = value.toLocaleString('en-GB');
  if (typeof value === 'bigint') return plain;
  if (name.split('_').includes('BYTES')) return withUnit(plain, inBinaryUnits(value));
  if (name.endsWith('_MS')) return withUnit(plain, inTimeUnits(value));
  return Number.isInteger(value) && value > KIBI && Number.isInteger(Math.log2(value))
    ? `${plain} (2^${Math.log2(value)})`
    : plain;
}

function withUnit(plain: string, larger: string | undefined): string {
  return larger === undefined ? plain : `${plain} (${larger})`;
}

function inBinaryUnits(bytes: number): string | undefined {
  const step = BYTE_STEPS.findLastIndex((_unit, index) => bytes >= KIBI ** index);
  const count = bytes / KIBI ** step;
  return step > 0 && Number.isInteger(count) ? `${count} ${BYTE_STEPS[step]}` : undefined;
}

function inTimeUnits(milliseconds: number): string | undefined {
  const units = [
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const;
  const unit = units.find(([, size]) => milliseconds >= size && milliseconds % size === 0);
  return unit === undefined ? undefined : `${milliseconds / unit[1]} ${unit[0]}`;
}
