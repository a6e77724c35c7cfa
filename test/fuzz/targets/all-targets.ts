import type { FuzzTarget } from '../fuzz-target.ts';
import { clientTargets } from './client-targets.ts';
import { consensusTargets } from './consensus-targets.ts';
import { cryptoTargets } from './crypto-targets.ts';
import { handshakeTargets } from './handshake-targets.ts';
import { identityTargets } from './identity-targets.ts';
import { keyManagerTargets } from './key-manager-targets.ts';
import { messagingTargets } from './messaging-targets.ts';
import { monitorTargets } from './monitor-targets.ts';
import { networkTargets } from './network-targets.ts';
import { quantumTargets } from './quantum-targets.ts';
import { tlogTargets } from './tlog-targets.ts';
import { validatorTargets } from './validator-targets.ts';

/** Every decoder that is fuzzed. */
export const fuzzTargets: readonly FuzzTarget[] = [
  ...identityTargets,
  ...handshakeTargets,
  ...networkTargets,
  ...clientTargets,
  ...keyManagerTargets,
  ...consensusTargets,
  ...validatorTargets,
  ...cryptoTargets,
  ...quantumTargets,
  ...tlogTargets,
  ...monitorTargets,
  ...messagingTargets,
];
