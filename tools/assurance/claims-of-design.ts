import type { Claim } from './claim.ts';
import { alone, command, first, hostile, mutate, onlyFull, tests, timing } from './evidence.ts';

/** What the design says must hold: each with everything that shows it. */
export const claimsOfDesign: readonly Claim[] = [
  {
    group: 'vectors',
    claim: 'published vectors, native and portable, none skipped silently',
    evidence: [
      first(
        command(
          'vectors',
          ['testdata/vectors'],
          ['testdata/vectors'],
          /^\d+ files, \d+ cases: \d+ passed, 0 failed, .*$/mu,
        ),
      ),
      tests('conformance/vectors'),
    ],
  },
  {
    group: 'vectors',
    claim: 'native and portable backends agree on random inputs',
    evidence: [
      command('agreement', ['--inputs', '1000'], ['--inputs', '100000'], /\d+ random inputs, .* agree$/mu),
      tests('crypto/backend-agreement'),
    ],
  },
  {
    group: 'handshake',
    claim: 'every changed, cut, repeated, reordered or reflected handshake message fails cleanly, the same on the wire',
    evidence: [mutate, tests('handshake/product-tampering'), tests('handshake/handshake-tampering')],
  },
  {
    group: 'handshake',
    claim: 'wrong PeerId, wrong suite, stripped suite list, missing required shared key: refused',
    evidence: [
      tests('handshake/initiator', 'is not fooled by the wanted device', 'refuses a suite list'),
      tests('client/security-levels', 'is refused by one of another level', 'never opens a channel without one'),
      tests('client/kme-channel', 'give no channel'),
    ],
  },
  {
    group: 'handshake',
    claim: 'nothing is kept of a handshake that fails or that is challenged: no state, no buffer, no socket',
    evidence: [
      mutate,
      tests('network/handshake-gate', 'keeps nothing for those it challenges', 'forgets a silent connection'),
      tests('handshake/responder', 'answers nobody who does not know its PeerId'),
    ],
  },
  {
    group: 'handshake',
    claim: 'breaking either half of the hybrid alone leaves the keys unknown',
    evidence: [tests('handshake/hybrid-secrecy')],
  },
  {
    group: 'records',
    claim: 'bit flips, replays, drops, reordering and cuts at every byte are found',
    evidence: [
      tests(
        'network/secure-session',
        'is found at every bit',
        'is found when a record is repeated',
        'at any byte of a record',
      ),
      tests('network/record-protection', 'does not open with any bit changed', 'does not open cut short'),
    ],
  },
  {
    group: 'records',
    claim: 'ends of nonces and limits of keys are reached by injected counters, and hold',
    evidence: [
      tests('network/record-protection', 'have the number', 'are none beyond the last', '2^23', '2^36'),
      tests('handshake/cipher-state', 'as the last, in both directions'),
      tests('network/rekey-schedules'),
    ],
  },
  {
    group: 'load',
    claim:
      'half-open, slow and flooding strangers take bounded memory, leave nothing behind, and keep no honest peer out',
    evidence: [hostile(/\S[\s\S]*$/u), tests('network/handshake-gate', 'ends silence at the deadline')],
  },
  {
    group: 'load',
    claim: 'beside 10,000 half-open or 1,000 slow connections a live channel keeps 80 % of its throughput',
    evidence: [
      alone(
        command(
          'hostile',
          ['silent', 'slow', '--strict'],
          ['silent', 'slow', '--strict'],
          /^.*live channel, of its idle rate[\s\S]*$/mu,
        ),
      ),
    ],
  },
  {
    group: 'load',
    claim: 'oversize frames and messages are refused before they are stored; a slow reader holds its writer back',
    evidence: [
      tests('network/packet-assembler', 'is refused before a byte of the body is stored'),
      tests('network/message-sender', 'takes messages of the greatest length'),
      tests('network/channel', 'hold a writer back while the reader does not read'),
    ],
  },
  {
    group: 'faults',
    claim:
      'kill -9 at any moment: key file, list of peers, key pool, mailbox, votes, decision log, audit trail, history and alerts',
    evidence: [
      command('kills', ['--stride', '7'], [], /^\d+ kinds, .* 0 faults$/mu),
      tests('monitor/trends/history-file', 'a process that is killed while it writes'),
      tests('validator/kill/kill-rounds'),
      tests('crypto/atomic-file', 'killed at any moment'),
      tests('crypto/key-file', 'killed while it is written'),
      tests('client/trust-store', 'processes killed at any moment'),
      tests('qkd/kme/kme-kill'),
      onlyFull('kill-sweep', [], /(?:^ +ℹ \d+ kills, .* 0 twice\n)+/mu),
      onlyFull('validator-kills', [], /^seed .*: 0 violations$/mu),
      tests('messaging/mailbox/mail-kill'),
      tests('validator/journal/journal-file', 'killed at any moment'),
      tests('validator/running-validator', 'kill -9, partition, agreement always'),
      tests('monitor/audit/audit-kill'),
    ],
  },
  {
    group: 'faults',
    claim: 'full, read-only and failing disks, and no descriptors, at any one write: nothing kept is lost',
    evidence: [
      tests('client/unwritable-disk'),
      tests('monitor/audit/audit-disk-full'),
      tests('monitor/logging/log-disk-full'),
      tests('client/disk-full'),
      tests('validator/journal/journal-file', 'a disk that is really full'),
    ],
  },
  {
    group: 'faults',
    claim: 'torn writes are cut off or told of, never taken',
    evidence: [
      tests('monitor/audit/audit-trail', 'cuts off an entry that a crash left unfinished'),
      tests('monitor/logging/rotating-file', 'closes a line that a crash cut in two'),
      tests('crypto/key-file', 'damage at every byte'),
      tests('validator/journal/vote-journal', 'records out of order, and bytes that are none'),
    ],
  },
  {
    group: 'faults',
    claim: 'out of file descriptors: told, not spun on, and over when they come back',
    evidence: [alone(command('hostile', ['descriptors', '--quick'], ['descriptors'], /\S[\s\S]*$/u))],
  },
  {
    group: 'faults',
    claim: 'clocks that jump by hours or years: nothing expires, nothing is sent twice',
    evidence: [tests('client/clock-jumps')],
  },
  {
    group: 'faults',
    claim: 'peer restart and a network cut for 30 s: the channel comes back, each message is taken once',
    evidence: [
      tests(
        'network/network-comms',
        'brings the channel back',
        'without a word is found out',
        'as a responder gets the rest',
      ),
      tests('client/reconnecting-process'),
      command('netns', ['cut'], [], /^\d+ networks, .*: .* 0 faults$/mu),
      command('sim', ['channel', '--seeds', '30'], ['channel', '--seeds', '2000'], /^seeds .*: 0 violations$/mu),
      command('sim', ['restart', '--seeds', '30'], ['restart', '--seeds', '1000'], /^seeds .*: 0 violations$/mu),
    ],
  },
  {
    group: 'faults',
    claim:
      'real networks that lose 5 %, delay, carry 1 Mbit/s or 576 bytes, have no IPv4, or move a peer: each message once',
    evidence: [
      command(
        'netns',
        ['move', 'loss', 'delay', 'rate', 'mtu', 'ipv6'],
        ['move', 'loss', 'delay', 'rate', 'mtu', 'ipv6'],
        /^\d+ networks, .*: .* 0 faults$/mu,
      ),
      tests('netns/delivery'),
    ],
  },
  {
    group: 'soak',
    claim: 'mixed traffic with rekeys, cuts and key rotation: memory grows by 5 % at most, no error is unhandled',
    evidence: [first(command('soak', ['--seconds', '300'], ['--seconds', '1800'], /^\d+ s, \d+ messages .*$/mu))],
  },
  {
    group: 'fuzz',
    claim: 'every decoder under coverage-guided fuzzing gives a value or a typed refusal',
    evidence: [command('fuzz', ['--count', '300'], ['--count', '100000'], /\S[\s\S]*$/u), tests('fuzz/well-formed')],
  },
  {
    group: 'admin',
    claim: 'loopback and token by default; Host, Origin, CSP, limits, paths',
    evidence: [
      tests('daemon/admin/request-origin'),
      tests('daemon/admin/admin-server'),
      tests('daemon/admin/admin-app'),
      tests('daemon/admin/admin-token'),
    ],
  },
  {
    group: 'admin',
    claim: 'no secret in logs, errors, metrics, inspection, the audit trail, profiles, or what a crash prints',
    evidence: [
      tests('canary/canary'),
      tests('canary/profiles'),
      tests('canary/crash-output'),
      tests('client/profiler', 'no text that a program works with'),
      tests('monitor/audit/auditing-logger', 'secrets are hidden'),
    ],
  },
  {
    group: 'supply chain',
    claim: 'locked, hashed, no unapproved script; few parts, all listed with their licences; the same package twice',
    evidence: [
      tests('tools/tidy/lockfile'),
      tests('tidy'),
      tests('tools/sbom/bill-of-materials'),
      command('sbom', ['--check'], ['--check'], /^\d+ parts.*$/mu),
      command('package', [], [], /^packed twice: .*$/mu),
    ],
  },
  {
    group: 'timing',
    claim:
      'time does not tell right from wrong in decapsulation, MACs, tokens, signatures, key IDs, peers, passphrases',
    evidence: [timing, tests('timing/welch')],
  },
  {
    group: 'entropy',
    claim: 'stuck, biased and correlated sources are found and left out; no key without a healthy system',
    evidence: [
      tests(
        'security/security-foundation',
        'refuses when the system',
        'leaves out a device',
        'does without a source that repeats',
      ),
      command('detect', ['entropy', '--quick'], ['entropy'], /\S[\s\S]*$/u),
    ],
  },
  {
    group: 'threats',
    claim: 'bursts, replays, malformed frames, eavesdroppers raise events at measured rates and are reacted to',
    evidence: [command('detect', ['threats', '--quick'], ['threats'], /\S[\s\S]*$/u), tests('client/threat-reactions')],
  },
  {
    group: 'threats',
    claim: 'jumps of the error rate of a quantum link (QBER) are found, on parts of the pulses and from the beginning',
    evidence: [
      tests('security/error-rate-detector'),
      command('detect', ['threats', '--quick'], ['threats'], /(?:^eavesdropper .*\n)+/mu),
    ],
  },
  {
    group: 'audit',
    claim: 'a trail that cannot be written makes a process unready; edits, deletions, reordering are named',
    evidence: [
      tests('daemon/client-observation', 'is not ready while its audit trail cannot be written'),
      tests('monitor/audit/audit-examination'),
    ],
  },
];
