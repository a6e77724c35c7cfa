import { QForgeError } from '../base/index.ts';

/**
 * What a device wants of keys shared by other means, such as quantum key distribution. spec/handshake §6
 *
 * The hybrid handshake always runs: a policy can only ask for more.
 */
export type KeyPolicy = 'require-pqc' | 'require-both' | 'require-qkd' | 'either';

/** Policies by their number on the wire. */
const policies: readonly KeyPolicy[] = ['require-pqc', 'require-both', 'require-qkd', 'either'];

/** The number of a policy on the wire. */
export function keyPolicyNumber(policy: KeyPolicy): number {
  return policies.indexOf(policy);
}

/** The policy of a number from the wire, or undefined. */
export function keyPolicyByNumber(unverified: number): KeyPolicy | undefined {
  return policies[unverified];
}

/** Fails closed when either side wants a shared key and none is mixed in. Throws `QKD_KEY_REQUIRED`. */
export function assertPolicyMet(own: KeyPolicy, peers: KeyPolicy, sharedKeyCount: number, peerId: string): void {
  const unmet = [own, peers].find((policy) => wantsSharedKey(policy) && sharedKeyCount === 0);
  if (unmet !== undefined) throw new QForgeError('QKD_KEY_REQUIRED', { peer: peerId, policy: unmet });
}

/** Whether a policy refuses a handshake without a shared key. */
export function wantsSharedKey(policy: KeyPolicy): boolean {
  return policy === 'require-both' || policy === 'require-qkd';
}
