import { QForgeError, utf8 } from '../../base/index.ts';
import { nativeBackend } from '../../crypto/index.ts';
import type { CascadeName } from '../cascade/cascade-variant.ts';
import type { QkdProtocolName } from '../key-block.ts';
import type { PulseClass } from '../link/pulse-classes.ts';

/** How keys are made equal: a variant of Cascade, which asks much and discloses little, or codes, in one message. */
export type ReconciliationName = CascadeName | 'ldpc';

/** What both ends must agree on before a block. */
export interface BlockParameters {
  readonly protocol: QkdProtocolName;
  readonly classes: readonly PulseClass[];
  /** Blocks with a higher error rate give no key. */
  readonly largestQber: number;
  /** Share of the sifted bits that is disclosed; decoy links disclose one basis instead. */
  readonly testShare: number;
  readonly reconciliation: ReconciliationName;
  /** Trace distance of the key from a perfect one. */
  readonly secrecy: number;
}

/** Error rates above these limits give no key even at the Shannon limit and for long blocks, rounded down. */
const LARGEST_QBER: Readonly<Record<QkdProtocolName, number>> = {
  bb84: 0.11,
  'bb84-decoy': 0.11,
  bbm92: 0.11,
  e91: 0.11,
  // Finite keys of six states are reckoned with the bound for two bases.
  'six-state': 0.11,
  sarg04: 0.0968,
};

/** The usual parameters of a protocol. */
export function blockParameters(protocol: QkdProtocolName, classes: readonly PulseClass[]): BlockParameters {
  return {
    protocol,
    classes,
    largestQber: LARGEST_QBER[protocol],
    testShare: 0.2,
    reconciliation: 'opt7',
    secrecy: 1e-10,
  };
}

/** Throws `ARGUMENT_INVALID` for parameters that cannot be. */
export function assertParametersPossible({ testShare, secrecy, largestQber, classes }: BlockParameters): void {
  const fault = (argument: string, reason: string): never => {
    throw new QForgeError('ARGUMENT_INVALID', { argument, reason });
  };
  if (!(testShare > 0 && testShare < 1)) fault('testShare', 'it is not between 0 and 1');
  if (!(secrecy > 0 && secrecy < 1)) fault('secrecy', 'it is not between 0 and 1');
  if (!(largestQber > 0 && largestQber < 0.5)) fault('largestQber', 'it is not between 0 and 1/2');
  if (classes.length !== 1 && classes.length !== 3) fault('classes', 'there are neither one nor three');
}

/** Digest of parameters, by which the ends compare them. */
export function parametersDigest(parameters: BlockParameters): Uint8Array {
  const { protocol, classes, largestQber, testShare, reconciliation, secrecy } = parameters;
  const listed = classes.map(({ name, probability, meanPhotons = null }) => [name, probability, meanPhotons]);
  const text = JSON.stringify([protocol, listed, largestQber, testShare, reconciliation, secrecy]);
  return nativeBackend.hash('SHA-256').digest(utf8(text));
}
