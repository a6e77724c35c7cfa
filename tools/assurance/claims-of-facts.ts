import type { Claim } from './claim.ts';
import { hostile, tests, timing } from './evidence.ts';

const group = 'facts';

/** Facts that were found out about Node.js, OpenSSL and others, and that decided details: each with what shows that the detail holds. */
export const claimsOfFacts: readonly Claim[] = [
  {
    group,
    claim: 'a handshake ends ten seconds after its connection, and a source under load begins 20 a second, 5 at once',
    evidence: [
      tests('network/handshake-gate', 'ends silence at the deadline', 'gives a source its share under load'),
      tests('network/admission-limits'),
      hostile(/^.*half-open +left after the deadline .* held$/mu),
    ],
  },
  {
    group,
    claim: 'a silent connection takes 16 KiB at most',
    evidence: [hostile(/^.*half-open +memory .* KiB each .* held$/mu)],
  },
  {
    group,
    claim: 'less than 1 MiB waits in the queue of a slow connection',
    evidence: [
      tests('network/queue-marks', 'keep a slow connection below 1 MiB'),
      tests('network/write-queue', 'a full queue is one byte above the high mark'),
      hostile(/^.*a peer that reads nothing +memory .* held$/mu),
    ],
  },
  {
    group,
    claim: 'keys are renewed well below the 2^24.5 records of AES-GCM',
    evidence: [tests('network/rekey-limits'), tests('network/record-protection', 'comes after 2^23')],
  },
  {
    group,
    claim: 'nonces are right at 2^32, at 2^53 and at the end, by counters that were put there',
    evidence: [tests('handshake/nonce-counter'), tests('network/record-protection', 'have the number')],
  },
  {
    group,
    claim: 'the admin interface takes 5 s for a head, 10 s for a request, 64 KiB for a body, and JSON of bounded depth',
    evidence: [
      tests('daemon/admin/admin-server', 'never comes whole', 'ambiguous and oversize requests'),
      tests('daemon/admin/admin-app', 'long bodies and too many requests'),
      tests('base/strict-json', 'nesting is counted'),
    ],
  },
  {
    group,
    claim: 'WebSockets without compression, by a library that bounds tiny fragments (ws >= 8.21.0)',
    evidence: [tests('network/web-socket-transport', 'is no older than', 'imposes compression', 'offers compression')],
  },
  {
    group,
    claim: 'OpenSSL before 3.5.7 is refused at start',
    evidence: [tests('crypto/native-runtime'), tests('cli/runtime-requirement')],
  },
  {
    group,
    claim: 'secrets are compared in a time that does not tell them: no plain comparison in the product, and measured',
    evidence: [tests('tools/tidy/plain-comparisons'), tests('tidy'), timing],
  },
  {
    group,
    claim: 'one verifier of Ed25519 wherever a vote counts, also at the edges',
    evidence: [tests('crypto/portable-eddsa', 'decides as OpenSSL'), tests('conformance/vectors')],
  },
  {
    group,
    claim: 'no plaintext is handed on before its tag is checked, and every nonce has 12 bytes',
    evidence: [
      tests('crypto/native-aead', 'gives out nothing of a ciphertext', 'takes only whole tags'),
      tests('crypto/aead', 'takes nonces of 12 bytes'),
    ],
  },
  {
    group,
    claim: 'private keys of ML-KEM come from their seeds alone',
    evidence: [
      tests('crypto/kem', 'refuses everything of another length', 'makes the same key of the same seed'),
      tests('crypto/kernel-ml-kem'),
    ],
  },
  {
    group,
    claim: 'what is wiped or released is nowhere in the memory of its process',
    evidence: [tests('canary/wiped-memory'), tests('base/secret-bytes', 'wiping overwrites', 'no view of the source')],
  },
  {
    group,
    claim: 'key files are under Argon2id and authenticated, and never PKCS#8 under PBKDF2',
    evidence: [
      tests('crypto/passphrase-kdf'),
      tests('crypto/native-argon2', 'agrees with another implementation'),
      tests('crypto/key-container', 'a sealed container opens', 'damage anywhere in a sealed container'),
    ],
  },
  {
    group,
    claim: 'a file that is there and that others can read is closed when it is written anew',
    evidence: [tests('crypto/atomic-file', 'replacing a file that others could read')],
  },
  {
    group,
    claim: 'a second authority that issues the same serial number vouches for nobody',
    evidence: [
      tests('qkd/kme/caller-directory', 'are not told by serial numbers'),
      tests('qkd/pki/certificate-authority', 'does not vouch for what another of the same name and serial'),
      tests('qkd/kme/kme-server', 'need a certificate of the authority'),
    ],
  },
  {
    group,
    claim: 'a key is delivered once under 100 parallel calls',
    evidence: [tests('qkd/kme/kme-server', 'under 100 parallel calls')],
  },
];
