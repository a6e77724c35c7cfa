import type { Claim } from './claim.ts';
import { hostile, mutate, tests, timing } from './evidence.ts';

const group = 'lessons';

/** Flaws that others have had: each with what shows that it is not here. */
export const claimsOfLessons: readonly Claim[] = [
  {
    group,
    claim: 'no downgrade by a negotiation that nobody authenticates',
    evidence: [
      tests('handshake/product-tampering', 'that somebody in between strips, adds or changes'),
      tests('client/security-levels', 'nothing weaker is tried'),
    ],
  },
  {
    group,
    claim: 'nothing may stand before or between authenticated messages (prefix truncation)',
    evidence: [
      tests('network/secure-session', 'anything before Finished', 'a second Finished'),
      tests('network/handshake-packet-buffer', 'refuses what stands behind a packet'),
      mutate,
    ],
  },
  {
    group,
    claim: 'native primitives in production: the portable ones come only when asked for',
    evidence: [tests('crypto/load-portable-backend'), timing],
  },
  {
    group,
    claim: 'identity is bound to the session and not signed over a static key alone',
    evidence: [tests('handshake/handshake-tampering', 'fails when the sides differ in prologue')],
  },
  {
    group,
    claim: 'buffers are bounded before anybody is authenticated',
    evidence: [
      tests('network/handshake-packet-buffer', 'keeps little for whoever announces much'),
      tests('network/web-socket-transport', 'empty fragments', 'headers beyond the limit'),
      hostile(/^.*half-open +memory .* held$/mu),
    ],
  },
  {
    group,
    claim: 'no prototype pollution by JSON or TOML',
    evidence: [
      tests('base/strict-json', 'keys that mean the prototype'),
      tests('daemon/daemon-config', 'names of prototypes'),
    ],
  },
  {
    group,
    claim: 'no DNS rebinding against local pages',
    evidence: [
      tests('daemon/admin/request-origin', 'DNS rebinding'),
      tests('daemon/admin/admin-server', 'the Host header'),
    ],
  },
  {
    group,
    claim: 'nobody makes another line in a log or moves a cursor',
    evidence: [tests('monitor/logging/json-line', 'makes no other line', 'cannot break the document')],
  },
  {
    group,
    claim: 'key files that others can read are refused, and written whole or not at all',
    evidence: [
      tests('crypto/key-file', 'a file that others may read is refused'),
      tests('crypto/atomic-file', 'killed at any moment', 'replacing a file that others could read'),
    ],
  },
  {
    group,
    claim: 'keys are derived over lengths and context: no two inputs run together',
    evidence: [
      tests('handshake/shared-key-mix', 'the border between any two'),
      tests('consensus/digest', 'however they are cut'),
    ],
  },
  {
    group,
    claim: 'calls that use up keys are made once; a lost reply burns a key and no more',
    evidence: [
      tests('qkd/etsi/guarded-key-source', 'never asks again'),
      tests('qkd/kme/guarded-neighbour', 'costs no keys of the pool'),
    ],
  },
  {
    group,
    claim: 'a key manager that fails opens no channel without its keys',
    evidence: [tests('client/kme-channel', 'give no channel, and are asked once')],
  },
  {
    group,
    claim: 'nonces are those of the standard at every border, and do not overflow',
    evidence: [
      tests('handshake/nonce-counter'),
      tests('network/record-protection', 'have the number', 'are none beyond the last'),
    ],
  },
  {
    group,
    claim: 'a record that fails moves no counter',
    evidence: [
      tests('handshake/cipher-state', 'does not count a message that fails'),
      tests('network/record-protection', 'does not move the counter'),
    ],
  },
  {
    group,
    claim: 'handshakes end in time and let go of their sockets',
    evidence: [
      tests('network/handshake-gate', 'ends silence at the deadline', 'drops all that are silent'),
      hostile(/^.*half-open +descriptors left over .* held$/mu),
    ],
  },
  {
    group,
    claim: 'a length is checked before anything is stored for it',
    evidence: [tests('network/packet-assembler', 'is refused before a byte of the body is stored')],
  },
  {
    group,
    claim: 'no compression that a peer could blow up',
    evidence: [tests('network/web-socket-transport', 'imposes compression is refused', 'offers compression gets none')],
  },
  {
    group,
    claim: 'certificates and keys are read by OpenSSL: deep, cut and oversize DER is a typed refusal',
    evidence: [tests('qkd/pki/hostile-der')],
  },
  {
    group,
    claim: 'implicit rejection and every wrong length answer alike in both backends',
    evidence: [tests('crypto/backend-agreement', 'answer any ciphertext alike'), tests('crypto/exact-length')],
  },
  {
    group,
    claim: 'nobody is somebody by a name, a domain or a serial number',
    evidence: [
      tests('client/trust-store', 'trusts nobody by itself'),
      tests('client/peer-record', 'no peer can be named like the PeerId of another'),
      tests('qkd/kme/caller-directory', 'are not told by serial numbers'),
      tests('qkd/pki/certificate-authority', 'does not vouch for what another of the same name and serial'),
    ],
  },
  {
    group,
    claim: 'one verifier decides on signatures at the edges of Ed25519',
    evidence: [tests('crypto/portable-eddsa', 'decides as OpenSSL')],
  },
  {
    group,
    claim: 'kernels in WebAssembly touch no memory but their own places',
    evidence: [tests('crypto/kernel-bounds'), tests('quantum/statevector/kernel-bounds')],
  },
];
