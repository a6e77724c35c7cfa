/**
 * A font of lines, drawn for these charts. A glyph is a list of strokes, a stroke a list of points, each two digits: x
 * from 0 to 4, y from 0 at the top of capitals over 6 at the baseline to 8 at the bottom of tails.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '',
  A: '062046 1434',
  B: '00063645443303 0030414233',
  C: '4130100105163645',
  D: '00062644422000',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '1030 2026 1636',
  J: '4045361605',
  K: '0006 400346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  0: '103041453616050110',
  1: '112026 1636',
  2: '01103041420646',
  3: '01103041423313 334445361605',
  4: '36300444',
  5: '400003334445361605',
  6: '4130100105163645443303',
  7: '004016',
  8: '103041423313020110 1304051636454433',
  9: '0516364541301001021343',
  a: '12324346 4414051646',
  b: '00063645433202',
  c: '4332120305163645',
  d: '40461605031242',
  e: '044443321203051646',
  f: '40302126 1333',
  g: '42473818 421203051646',
  h: '0006 02324346',
  i: '2226 2020',
  j: '32372818 3030',
  k: '0006 320436',
  l: '2026',
  m: '0206 03122326 23324346',
  n: '0206 02324346',
  o: '123243453616050312',
  p: '0208 023243453606',
  q: '4248 421203051646',
  r: '0206 03123243',
  s: '4212031434453606',
  t: '20253646 0242',
  u: '02051646 4246',
  v: '022642',
  w: '0216243642',
  x: '0246 4206',
  y: '0226 4218',
  z: '02420646',
  '.': '2626',
  ',': '2617',
  '-': '1333',
  '+': '2125 0343',
  '=': '0242 0444',
  '%': '4006 1021120110 3445362534',
  ';': '2222 2617',
  '(': '30212536',
  ')': '10212516',
  '/': '4006',
  ':': '2222 2626',
};

/** What stands for a character that the font does not have: a box. */
const UNKNOWN = '0040460600';
/** Units from one glyph to the next. */
const ADVANCE = 5.6;
/** Units from the baseline to the top of capitals. */
const CAPITAL_UNITS = 6;
/** Height of capitals for each pixel of the size of a text. */
const CAPITAL_SHARE = 0.66;

/** A stroke in pixels, relative to the start of the baseline. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** Pixels for each unit of the font at a size of text. */
function scaleOf(size: number): number {
  return (size * CAPITAL_SHARE) / CAPITAL_UNITS;
}

/** Width of a text in pixels. */
export function textWidth(text: string, size: number): number {
  return Math.max(0, text.length * ADVANCE - (ADVANCE - 4)) * scaleOf(size);
}

/** The strokes of a text. */
export function textStrokes(text: string, size: number): readonly Stroke[] {
  const scale = scaleOf(size);
  return Array.from(text).flatMap((character, index) =>
    (GLYPHS[character] ?? UNKNOWN)
      .split(' ')
      .filter((stroke) => stroke !== '')
      .map((stroke) => pointsOf(stroke, index * ADVANCE, scale)),
  );
}

function pointsOf(stroke: string, left: number, scale: number): Stroke {
  return Array.from({ length: stroke.length / 2 }, (_, point) => {
    const x = Number(stroke[2 * point]);
    const y = Number(stroke[2 * point + 1]);
    return [(left + x) * scale, (y - CAPITAL_UNITS) * scale];
  });
}
