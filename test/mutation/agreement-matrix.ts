import { isQForgeError } from '../../src/base/index.ts';
import type { CipherSuite } from '../../src/crypto/index.ts';
import type { DeviceIdentity, KeyPolicy } from '../../src/handshake/index.ts';
import type { NamedSharedKey } from '../../src/handshake/shared-key-mix.ts';
import {
  agreement,
  Cast,
  callerOf,
  partyOf,
  recertified,
  runIK,
  runXX,
  sharedKey,
} from '../handshake/product-parties.ts';
import { MutationCount, type MutationRow } from './mutation-count.ts';

const POLICIES: readonly KeyPolicy[] = ['require-pqc', 'require-both', 'require-qkd', 'either'];

/** What the two sides get from their sources of keys. */
type Supply =
  | 'none'
  | 'the same key'
  | 'other bytes under the same name'
  | 'nothing at the responder'
  | 'another name at the responder';
const SUPPLIES: readonly Supply[] = [
  'none',
  'the same key',
  'other bytes under the same name',
  'nothing at the responder',
  'another name at the responder',
];

/** Lists of suites in order of preference, each of one level, by their numbers. spec/handshake §3 */
const SUITE_LISTS: readonly (readonly number[])[] = [
  [0x0101],
  [0x0201],
  [0x0202],
  [0x0201, 0x0202],
  [0x0202, 0x0201],
  [0x0301],
];

interface Case {
  readonly initiator: DeviceIdentity;
  readonly responder: DeviceIdentity;
  readonly policies: readonly [KeyPolicy, KeyPolicy];
  readonly supply: Supply;
}

/**
 * Every pair of suite lists, with every pair of policies and every supply of keys, agreed or refused as an oracle says that knows
 * the specification and nothing of the code.
 */
export function* checkAgreements(): Generator<MutationRow> {
  const devices = devicesOf();
  for (const run of ['XXpsk4', 'IKpsk2'] as const) {
    const agreed = new MutationCount(`suites, policies and keys, ${run}`, 'what must be agreed');
    const refused = new MutationCount(`suites, policies and keys, ${run}`, 'what must be refused');
    for (const one of casesOf(devices)) {
      const expected = outcomeBySpec(one);
      const actual = outcomeOf(run, one);
      const fault = actual === expected ? undefined : `was ${actual}, and should be ${expected}`;
      (expected === 'agreed' ? agreed : refused).judge(nameOf(one), fault);
    }
    yield agreed.row;
    yield refused.row;
  }
}

function* casesOf(devices: readonly (readonly [DeviceIdentity, DeviceIdentity])[]): Generator<Case> {
  for (const [initiator] of devices) {
    for (const [, responder] of devices) {
      for (const mine of POLICIES) {
        for (const theirs of POLICIES) {
          for (const supply of SUPPLIES) yield { initiator, responder, policies: [mine, theirs], supply };
        }
      }
    }
  }
}

/** For each list of suites an initiator and a responder. */
function devicesOf(): readonly (readonly [DeviceIdentity, DeviceIdentity])[] {
  const casts = { 1: new Cast('standard'), 2: new Cast('high'), 3: new Cast('maximum') };
  return SUITE_LISTS.map((suiteIds) => {
    const level = ((suiteIds[0] ?? 0) >> 8) as 1 | 2 | 3;
    const deviceOf = (name: string): DeviceIdentity => recertified(casts[level].get(name), { suiteIds });
    return [deviceOf('alice'), deviceOf('bob')] as const;
  });
}

/** spec/handshake §5.4 and §6, in its words. */
function outcomeBySpec({ initiator, responder, policies, supply }: Case): 'agreed' | 'refused' {
  const numbers = (suites: readonly CipherSuite[]): number[] => suites.map(({ id }) => id);
  const [inUse] = numbers(initiator.suites);
  const agreedSuite = numbers(initiator.suites).find((id) => numbers(responder.suites).includes(id));
  if (inUse === undefined || agreedSuite !== inUse) return 'refused';
  if (supply === 'none')
    return policies.some((policy) => policy === 'require-both' || policy === 'require-qkd') ? 'refused' : 'agreed';
  return supply === 'the same key' ? 'agreed' : 'refused';
}

function outcomeOf(run: 'XXpsk4' | 'IKpsk2', { initiator, responder, policies, supply }: Case): string {
  const [taken, fetched] = keysOf(supply);
  const caller = callerOf(initiator, responder, { policy: policies[0], endpoint: 'A' });
  const callee = partyOf(responder, { policy: policies[1], endpoint: 'B' });
  try {
    agreement((run === 'XXpsk4' ? runXX : runIK)(caller, callee, taken, fetched));
    return 'agreed';
  } catch (error) {
    const isRefusal = isQForgeError(error, 'HANDSHAKE_FAILED') || isQForgeError(error, 'QKD_KEY_REQUIRED');
    return isRefusal ? 'refused' : String(error);
  }
}

function keysOf(supply: Supply): readonly [readonly NamedSharedKey[], readonly NamedSharedKey[]] {
  const taken = supply === 'none' ? [] : [sharedKey('k', 1)];
  const fetched: Readonly<Record<Supply, readonly NamedSharedKey[]>> = {
    none: [],
    'the same key': [sharedKey('k', 1)],
    'other bytes under the same name': [sharedKey('k', 2)],
    'nothing at the responder': [],
    'another name at the responder': [sharedKey('l', 1)],
  };
  return [taken, fetched[supply]];
}

function nameOf({ initiator, responder, policies, supply }: Case): string {
  const suites = [initiator, responder].map((device) => device.suites.map(({ id }) => id.toString(16)).join('+'));
  return `${suites.join(' to ')}, ${policies.join(' to ')}, ${supply}:`;
}
