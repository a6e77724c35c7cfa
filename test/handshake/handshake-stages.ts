import assert from 'node:assert/strict';
import { type InitiatorOptions, initiate, initiateWithCertificate } from '../../src/handshake/initiator.ts';
import { agreement, answerOpening, Cast, callerOf, partyOf, runIK, runXX, sharedKey } from './product-parties.ts';

const cast = new Cast();

/** The two sides of every stage, and the key that they share. */
export const stageCast = { alice: cast.get('alice'), bob: cast.get('bob'), keys: [sharedKey('k')] };
const { alice, bob, keys } = stageCast;

/** A side that waits for one packet, with the packet and the way to finish after it. */
export interface HandshakeStage {
  readonly packet: Uint8Array;
  readonly read: (unverified: Uint8Array) => unknown;
  /** Has the right packet read, and the rest of the handshake run. */
  readonly finish: () => string;
}

/** Alice, who calls Bob and insists on a shared key. */
export function stageCaller(): InitiatorOptions {
  return callerOf(alice, bob, { policy: 'require-both' });
}

/** Before packet `index` + 1 of XXpsk4. */
export function xxStage(index: number): HandshakeStage {
  const opening = initiate(stageCaller());
  const callee = partyOf(bob);
  const start = answerOpening(callee, opening.packet);
  assert.ok(start.pattern === 'XXpsk4');
  const second = { packet: start.packet, read: (bytes: Uint8Array) => opening.next.receive(bytes) };
  const afterThird = (introduction: ReturnType<ReturnType<typeof second.read>['send']>): string => {
    const { packet, established } = start.next.receive(introduction.packet).send(keys);
    return agreement({ initiator: introduction.next.receive(packet), responder: established });
  };
  if (index === 0) {
    const finish = (): string => agreement(runXX(stageCaller(), callee, keys));
    return { packet: opening.packet, read: (bytes) => answerOpening(callee, bytes), finish };
  }
  if (index === 1) return { ...second, finish: () => afterThird(second.read(start.packet).send(keys)) };
  const introduction = second.read(start.packet).send(keys);
  if (index === 2) {
    return {
      packet: introduction.packet,
      read: (bytes) => start.next.receive(bytes),
      finish: () => afterThird(introduction),
    };
  }
  const { packet, established } = start.next.receive(introduction.packet).send(keys);
  const finish = (): string => agreement({ initiator: introduction.next.receive(packet), responder: established });
  return { packet, read: (bytes) => introduction.next.receive(bytes), finish };
}

/** Before packet `index` + 1 of IKpsk2. */
export function ikStage(index: number): HandshakeStage {
  const opening = initiateWithCertificate(stageCaller(), bob.certificate, keys);
  const callee = partyOf(bob);
  const finish = (): string => agreement(runIK(stageCaller(), callee, keys));
  if (index === 0) return { packet: opening.packet, read: (bytes) => answerOpening(callee, bytes), finish };
  const start = answerOpening(callee, opening.packet);
  assert.ok(start.pattern === 'IKpsk2');
  const { packet, established } = start.next.send(keys);
  return {
    packet,
    read: (bytes) => opening.next.receive(bytes),
    finish: () => agreement({ initiator: opening.next.receive(packet), responder: established }),
  };
}

/** Before each packet of both patterns. */
export const handshakeStages: readonly { readonly name: string; readonly make: () => HandshakeStage }[] = [
  ...[0, 1, 2, 3].map((index) => ({ name: `packet ${index + 1} of XXpsk4`, make: () => xxStage(index) })),
  ...[0, 1].map((index) => ({ name: `packet ${index + 1} of IKpsk2`, make: () => ikStage(index) })),
];
