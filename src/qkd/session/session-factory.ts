import type { RandomSource } from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import type { QkdProtocolName } from '../key-block.ts';
import { analyticLink } from '../link/analytic-link.ts';
import type { Intensities } from '../link/decoy-rate.ts';
import type { Eavesdropper } from '../link/eavesdropper.ts';
import { NO_EAVESDROPPER } from '../link/eavesdropper.ts';
import { type LinkParameters, linkSources } from '../link/link-parameters.ts';
import { linkSetup } from '../link/link-setup.ts';
import { SHORT_BLOCK_INTENSITIES } from '../link/link-source.ts';
import { SimulatedSession } from './simulated-session.ts';

/** What a simulated session should be like; everything but the distance and the randomness has a usual value. */
export interface SessionWish {
  /** Randomness of nature and of both ends; by default the system's. */
  readonly random?: RandomSource;
  readonly distanceKm: number;
  readonly protocol?: QkdProtocolName;
  readonly parameters?: LinkParameters;
  readonly intensities?: Intensities;
  readonly eavesdropper?: Eavesdropper;
  /** By default so many that a block has enough detections for a key, if the link gives any. */
  readonly pulsesPerBlock?: number;
  /** How many detections a block aims at, when it is not told its pulses. */
  readonly detectionsWanted?: number;
}

/** Detections that a block aims at: decoy links need more, for their bounds. */
const DETECTIONS_WANTED = 60_000;
const DECOY_DETECTIONS_WANTED = 1_000_000;
/** Pulses of a block at most; beyond, links are so long that a simulated block takes minutes. */
const MOST_PULSES = 4e9;

/** Makes a simulated session. Throws `ARGUMENT_INVALID` for links that cannot be. */
export function createSimulatedSession(wish: SessionWish): SimulatedSession {
  const setup = linkSetup({
    protocol: wish.protocol ?? 'bb84-decoy',
    distanceKm: wish.distanceKm,
    parameters: wish.parameters ?? linkSources.modern,
    intensities: wish.intensities ?? SHORT_BLOCK_INTENSITIES,
    eavesdropper: wish.eavesdropper ?? NO_EAVESDROPPER,
  });
  const usual = setup.protocol === 'bb84-decoy' ? DECOY_DETECTIONS_WANTED : DETECTIONS_WANTED;
  const wanted = wish.detectionsWanted ?? usual;
  const pulses = Math.min(MOST_PULSES, Math.ceil(wanted / analyticLink(setup).gain));
  const random = wish.random ?? nativeBackend.random;
  return new SimulatedSession({ setup, random, pulsesPerBlock: wish.pulsesPerBlock ?? pulses });
}
