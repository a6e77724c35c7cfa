import { acvp } from './acvp.ts';
import { cctv } from './cctv.ts';
import { cctvAccumulated } from './cctv-accumulated.ts';
import { compositeFormat } from './composite.ts';
import { hpkeFormat } from './hpke.ts';
import { noiseClatter } from './noise-clatter.ts';
import { noisePlain } from './noise-plain.ts';
import { noiseXxhfs } from './noise-xxhfs.ts';
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
  compositeFormat,
  noisePlain,
  noiseClatter,
  noiseXxhfs,
];
