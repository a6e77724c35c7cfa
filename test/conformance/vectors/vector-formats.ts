import { acvp } from './acvp.ts';
import { cctv } from './cctv.ts';
import { cctvAccumulated } from './cctv-accumulated.ts';
import { hpkeFormat } from './hpke.ts';
import type { VectorFormat } from './vector-format.ts';
import { wycheproof } from './wycheproof.ts';
import { xWingFormat } from './x-wing.ts';

/** All formats; the first that knows a file reads it. */
export const vectorFormats: readonly VectorFormat[] = [
  wycheproof,
  acvp,
  cctv,
  cctvAccumulated,
  xWingFormat,
  hpkeFormat,
];
