import assert from 'node:assert/strict';
import { SecretBytes } from '../../src/base/index.ts';
import {
  type CipherSuite,
  type CryptoBackend,
  cipherSuiteById,
  nativeBackend,
  type SecurityLevel,
} from '../../src/crypto/index.ts';
import { CertificateCache } from '../../src/handshake/certificate-cache.ts';
import { issueCertificate } from '../../src/handshake/device-certificate.ts';
import { type DeviceIdentity, generateIdentity } from '../../src/handshake/device-identity.ts';
import type { EstablishedHandshake } from '../../src/handshake/established-handshake.ts';
import type { HandshakeParty } from '../../src/handshake/handshake-party.ts';
import { type InitiatorOptions, initiate, initiateWithCertificate } from '../../src/handshake/initiator.ts';
import { type ResponderStart, readOpening, respond } from '../../src/handshake/responder.ts';
import type { NamedSharedKey } from '../../src/handshake/shared-key-mix.ts';

/** The wall-clock time of every handshake here: 2027-01-15. */
export const NOW_MS = 1_800_000_000_000;

const SECONDS_PER_DAY = 86_400;

/** Identities that are made once for each name, since keys cost time. */
export class Cast {
  readonly level: SecurityLevel;
  readonly backend: CryptoBackend;
  readonly #made = new Map<string, DeviceIdentity>();

  constructor(level: SecurityLevel = 'high', backend: CryptoBackend = nativeBackend) {
    this.level = level;
    this.backend = backend;
  }

  get(name: string): DeviceIdentity {
    const known = this.#made.get(name) ?? generateIdentity(this.backend, this.level, NOW_MS);
    this.#made.set(name, known);
    return known;
  }
}

/** What may differ between parties. */
export type PartyOptions = Partial<Omit<HandshakeParty, 'identity'>>;

/** One side of a handshake, with a cache of its own. */
export function partyOf(identity: DeviceIdentity, options: PartyOptions = {}): HandshakeParty {
  const backend = options.backend ?? nativeBackend;
  return {
    backend,
    identity,
    policy: 'require-pqc',
    endpoint: '',
    wallMs: NOW_MS,
    certificates: new CertificateCache(backend),
    ...options,
  };
}

/** An initiator that wants to reach the owner of `responder`. */
export function callerOf(
  identity: DeviceIdentity,
  responder: Pick<DeviceIdentity, 'peerId'>,
  options: PartyOptions & { readonly suite?: CipherSuite } = {},
): InitiatorOptions {
  const { suite, ...party } = options;
  const base = { ...partyOf(identity, party), responderPeerId: responder.peerId };
  return suite === undefined ? base : { ...base, suite };
}

/** The same device keys under a certificate that says something else, signed rightly. */
export function recertified(
  identity: DeviceIdentity,
  changes: {
    readonly suiteIds?: readonly number[];
    readonly notBeforeSeconds?: number;
    readonly notAfterSeconds?: number;
  },
  backend: CryptoBackend = nativeBackend,
): DeviceIdentity {
  const { certificate, signingSecret } = identity;
  const signer = backend.signature(certificate.identityKey.algorithm).fromSecret(exposed(signingSecret));
  const suites = changes.suiteIds?.map(cipherSuiteById) ?? identity.suites;
  const renewed = issueCertificate({ ...certificate, ...changes, suites }, signer, backend);
  return { ...identity, suites, certificate: renewed };
}

/** The certificate's validity moved to days around {@link NOW_MS}. */
export function validFrom(identity: DeviceIdentity, fromDays: number, toDays: number): DeviceIdentity {
  const nowSeconds = NOW_MS / 1000;
  const notBeforeSeconds = nowSeconds + fromDays * SECONDS_PER_DAY;
  return recertified(identity, { notBeforeSeconds, notAfterSeconds: nowSeconds + toDays * SECONDS_PER_DAY });
}

function exposed(secret: SecretBytes | undefined): Uint8Array {
  assert.ok(secret !== undefined);
  return secret.expose();
}

/** A shared key of 32 equal bytes. */
export function sharedKey(keyId: string, byte: number = 7, source: string = 'qkd'): NamedSharedKey {
  return { source, keyId, key: SecretBytes.take(new Uint8Array(32).fill(byte)) };
}

/** A responder's answer to the packet of an opening. */
export function answerOpening(callee: HandshakeParty, unverifiedPacket: Uint8Array): ResponderStart {
  return respond(callee, readOpening(callee, unverifiedPacket));
}

/** A finished handshake with everything that went over the wire. */
export interface Handshake {
  readonly initiator: EstablishedHandshake;
  readonly responder: EstablishedHandshake;
  readonly packets: readonly Uint8Array[];
}

/** Runs XXpsk4; the responder has `fetched` of the keys that the initiator names. */
export function runXX(
  caller: InitiatorOptions,
  callee: HandshakeParty,
  keys: readonly NamedSharedKey[] = [],
  fetched: readonly NamedSharedKey[] = keys,
): Handshake {
  const opening = initiate(caller);
  const start = answerOpening(callee, opening.packet);
  assert.ok(start.pattern === 'XXpsk4');
  const introduction = opening.next.receive(start.packet).send(keys);
  const { packet, established } = start.next.receive(introduction.packet).send(fetched);
  const initiator = introduction.next.receive(packet);
  return {
    initiator,
    responder: established,
    packets: [opening.packet, start.packet, introduction.packet, packet],
  };
}

/** Runs IKpsk2 by the certificate that the callee has now. */
export function runIK(
  caller: InitiatorOptions,
  callee: HandshakeParty,
  keys: readonly NamedSharedKey[] = [],
  fetched: readonly NamedSharedKey[] = keys,
): Handshake {
  const opening = initiateWithCertificate(caller, callee.identity.certificate, keys, callee.endpoint);
  const start = answerOpening(callee, opening.packet);
  assert.ok(start.pattern === 'IKpsk2');
  const { packet, established } = start.next.send(fetched);
  return { initiator: opening.next.receive(packet), responder: established, packets: [opening.packet, packet] };
}

/** Asserts that both sides have the same transcript and keys, and returns a fingerprint of both. */
export function agreement({ initiator, responder }: Pick<Handshake, 'initiator' | 'responder'>): string {
  const fingerprints = [initiator, responder].map((side) => {
    using secret = side.exportSecret('agreement', 32);
    return Buffer.concat([side.handshakeHash, secret.expose()]).toString('hex');
  });
  assert.equal(fingerprints[0], fingerprints[1]);
  return fingerprints[0] ?? '';
}
