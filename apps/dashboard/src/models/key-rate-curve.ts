// The formulas alone: the index of the room leads to key managers and their TLS, which no page needs.
import type { QkdProtocolName } from '../../../../src/qkd/index.ts';
import { analyticLink } from '../../../../src/qkd/link/analytic-link.ts';
import { linkSources } from '../../../../src/qkd/link/link-parameters.ts';
import { linkSetup, qkdProtocols } from '../../../../src/qkd/link/link-setup.ts';

/** A point of the curve: secret bits in a second at a length of fibre, and the error rate there. */
export interface RatePoint {
  readonly km: number;
  readonly bitsPerSecond: number;
  readonly qber: number;
}

/** The longest fibre that is drawn. */
export const LONGEST_KM = 400;

const STEP_KM = 2;

/** Protocols there are formulas for. */
export const protocols: readonly QkdProtocolName[] = qkdProtocols;

/**
 * What a link gives by the formulas of docs/spec/qkd-links.md, with superconducting detectors and long keys; the fibre loses 0.2 dB on each
 * kilometre, or as much as is told of the whole of it.
 */
export function rateAt(protocol: QkdProtocolName, km: number, pulseRateHz: number, lossDb?: number): RatePoint {
  const usual = linkSources.modern;
  const fibreLossDbPerKm = lossDb === undefined || km === 0 ? usual.fibreLossDbPerKm : lossDb / km;
  const link = analyticLink(linkSetup({ protocol, distanceKm: km, parameters: { ...usual, fibreLossDbPerKm } }));
  return { km, bitsPerSecond: link.secretKeyRatePerPulse * pulseRateHz, qber: link.qber };
}

/** The curve over the length of the fibre; it ends where there is no key any more. */
export function rateCurve(protocol: QkdProtocolName, pulseRateHz: number): readonly RatePoint[] {
  const points: RatePoint[] = [];
  for (let km = 0; km <= LONGEST_KM; km += STEP_KM) {
    const point = rateAt(protocol, km, pulseRateHz);
    if (point.bitsPerSecond <= 0) break;
    points.push(point);
  }
  return points;
}
