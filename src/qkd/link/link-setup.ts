import { QForgeError } from '../../base/index.ts';
import type { QkdProtocolName } from '../key-block.ts';
import type { DecoyMethod, Intensities } from './decoy-rate.ts';
import { assertEavesdropperPossible, type Eavesdropper, NO_EAVESDROPPER } from './eavesdropper.ts';
import { assertLinkPossible, type LinkParameters, linkSources } from './link-parameters.ts';

/** Everything that makes up one link. */
export interface LinkSetup {
  readonly protocol: QkdProtocolName;
  readonly parameters: LinkParameters;
  /** From end to end; the source of entangled pairs stands in the middle. */
  readonly distanceKm: number;
  readonly intensities: Intensities;
  readonly decoy: DecoyMethod;
  readonly eavesdropper: Eavesdropper;
}

/** Mean photon numbers of signal and weak decoy unless others are asked for: Ma et al., Phys. Rev. A 72, 012326. */
export const DEFAULT_INTENSITIES: Intensities = { signal: 0.48, weak: 0.05 };

/** Names of all protocols. */
export const qkdProtocols: readonly QkdProtocolName[] = ['bb84', 'bb84-decoy', 'e91', 'bbm92', 'sarg04', 'six-state'];

/** Completes a set-up with the usual values and checks it. Throws `ARGUMENT_INVALID`. */
export function linkSetup(wanted: Partial<LinkSetup> & Pick<LinkSetup, 'protocol' | 'distanceKm'>): LinkSetup {
  const setup: LinkSetup = {
    parameters: linkSources.modern,
    intensities: DEFAULT_INTENSITIES,
    decoy: 'infinite',
    eavesdropper: NO_EAVESDROPPER,
    ...wanted,
  };
  assertLinkPossible(setup.parameters, setup.distanceKm);
  assertEavesdropperPossible(setup.eavesdropper);
  assertIntensitiesPossible(setup.intensities);
  if (setup.eavesdropper.kind === 'photon-number-splitting' && setup.protocol !== 'bb84-decoy') {
    throw impossible('eavesdropper', `${setup.protocol} sends single photons, which cannot be split`);
  }
  return setup;
}

function assertIntensitiesPossible({ signal, weak }: Intensities): void {
  if (!(signal > 0 && signal <= 10)) throw impossible('mu', 'the signal is above 0 and at most 10 photons');
  if (!(weak > 0 && weak < signal)) throw impossible('nu', 'the weak decoy lies between 0 and the signal');
}

function impossible(argument: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument, reason });
}
