import type { FuzzTarget } from '../fuzz-target.ts';
import { adapterTargets } from './adapter-targets.ts';
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

/** Targets by the file that has them. */
const targetFiles: Readonly<Record<string, readonly FuzzTarget[]>> = {
  'identity-targets.ts': identityTargets,
  'handshake-targets.ts': handshakeTargets,
  'network-targets.ts': networkTargets,
  'client-targets.ts': clientTargets,
  'key-manager-targets.ts': keyManagerTargets,
  'consensus-targets.ts': consensusTargets,
  'validator-targets.ts': validatorTargets,
  'crypto-targets.ts': cryptoTargets,
  'quantum-targets.ts': quantumTargets,
  'tlog-targets.ts': tlogTargets,
  'monitor-targets.ts': monitorTargets,
  'messaging-targets.ts': messagingTargets,
  'adapter-targets.ts': adapterTargets,
};

/** Every decoder that is fuzzed. */
export const fuzzTargets: readonly FuzzTarget[] = Object.values(targetFiles).flat();

/** The file beside this one that has a target. Whoever loads it alone loads no other rooms than it needs. */
export function targetFileOf(name: string): string | undefined {
  return Object.entries(targetFiles).find(([, targets]) => targets.some((target) => target.name === name))?.[0];
}
