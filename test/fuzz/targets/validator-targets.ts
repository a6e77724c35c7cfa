import assert from 'node:assert/strict';
import { concatBytes, utf8 } from '../../../src/base/index.ts';
import { type QuorumCertificate, VOTE_SIGNATURE_BYTES } from '../../../src/consensus/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import { formatPeerId } from '../../../src/handshake/peer-id.ts';
import { formatVerifierKey, noteKey } from '../../../src/tlog/index.ts';
import { decodeControlRequest } from '../../../src/validator/control/control-request.ts';
import { decodeDecided, encodeDecided } from '../../../src/validator/journal/decision-journal.ts';
import { encodeFrame, firstLink, journalHead, scanJournal } from '../../../src/validator/journal/journal-frame.ts';
import { decodeLeaf, encodeLeaf, leafOf } from '../../../src/validator/log/decision-leaf.ts';
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from '../../../src/validator/node/peer-message.ts';
import { decodeNetworkFile } from '../../../src/validator/setup/network-file.ts';
import { claimsIn } from '../../../src/validator/verification/verifiable-content.ts';
import type { VerificationRules } from '../../../src/validator/verification/verification-rules.ts';
import { blockOn, castOf, entriesOf, proposalOf, statementAt } from '../../consensus/cast.ts';
import type { Chances } from '../../simulation/chances.ts';
import { decoder, type FuzzTarget, textDecoder } from '../fuzz-target.ts';

const cast = castOf(1);
const { chainId, encoded: genesis } = cast.genesis;
const proposal = proposalOf(cast, { title: 'a' });
const ballots = entriesOf(cast, [0], proposal.id);
const blocks = [
  blockOn(cast.chain),
  blockOn(cast.chain, { outcome: 'approved', proposal, ballots, newSetBallots: [] }),
] as const;
const subject = { chainId, epoch: 0, setHash: cast.set.hash, proposalId: proposal.id };
const signature = new Uint8Array(VOTE_SIGNATURE_BYTES);
const votes = [{ validator: 0, lockRound: -1, signature }];
const sha256 = nativeBackend.hash('SHA-256');
const purpose = sha256.digest(utf8('a journal'));

function certificate(step: QuorumCertificate['step'], value: string): QuorumCertificate {
  return { step, chainId, epoch: 0, height: 1, round: 0, value, votes };
}

function peerMessage(chances: Chances): PeerMessage {
  const block = chances.pick(blocks);
  const vote = { ...statementAt(cast.chain, 'prevote', 0, { value: block.id }), signature, kind: 'prevote' } as const;
  const [ballot] = ballots;
  return chances.pick<PeerMessage>([
    { type: 'hello', chainId, height: chances.below(100) },
    { type: 'told' },
    { type: 'consensus', message: vote },
    { type: 'proposal', proposal },
    ...(ballot === undefined ? [] : [{ type: 'ballot', ballot: { ...subject, ...ballot } } as const]),
    { type: 'ask-block', height: 1 },
    { type: 'block', decided: { block, certificate: certificate('precommit', block.id) } },
    { type: 'ask-proof', height: 1, round: chances.below(9), value: block.id },
    { type: 'proof', certificate: certificate('prevote', block.id) },
    { type: 'cosignature', size: chances.below(9), line: 'a line' },
  ]);
}

/** A journal of some frames, as a crash may have cut it. */
function journal(chances: Chances): Uint8Array {
  const parts = [journalHead(purpose)];
  let link = firstLink(sha256, journalHead(purpose));
  for (let frame = chances.below(4); frame > 0; frame--) {
    const next = encodeFrame(sha256, link, chances.bytes(chances.below(40)));
    parts.push(next.bytes);
    link = next.link;
  }
  return concatBytes(...parts, new Uint8Array(chances.below(3)));
}

function networkFile(): string {
  const voteKey = Buffer.from(cast.set.at(0).key.bytes).toString('base64');
  const witnessKey = formatVerifierKey(noteKey(nativeBackend, 'a', 'ml-dsa-44-cosignature', new Uint8Array(1312)));
  const member = { name: 'a', peerId: formatPeerId(new Uint8Array(32)), address: 'tcp://a:1', voteKey, witnessKey };
  return JSON.stringify({
    version: 1,
    chain: chainId,
    genesis: Buffer.from(genesis).toString('base64'),
    members: [member],
  });
}

const ed25519 = { suite: 'Ed25519', publicKey: new Uint8Array(32) } as const;
const rules: VerificationRules = {
  policy: 'all',
  signature: ed25519,
  integrity: true,
  quantumState: {},
  consensus: { genesis: cast.genesis, members: [], changes: [] },
};

function content(chances: Chances): string {
  const counts = { same: chances.below(50), different: chances.below(50) };
  const quantumState = chances.pick([
    { kind: 'qkd-session', comparedBits: 100, errors: chances.below(9) },
    { kind: 'bell-tomography', x: counts, y: counts, z: counts },
  ]);
  const statement = JSON.stringify({
    digest: { algorithm: chances.pick(['SHA-256', 'SHA3-256']), value: 'AAAA' },
    quantumState,
  });
  const signatures = chances.happens(0.5) ? { CryptographicSignature: 'AAAA' } : {};
  return JSON.stringify({
    version: 1,
    statement: Buffer.from(statement).toString('base64'),
    signatures,
    attachment: 'AA==',
  });
}

/** What running validators take from peers, from their disks, from their operators and from proposers. */
export const validatorTargets: readonly FuzzTarget[] = [
  decoder(
    'validator-peer-message',
    (chances) => encodePeerMessage(peerMessage(chances)),
    (unverified) => decodePeerMessage(unverified, chainId, nativeBackend),
    (decoded, unverified) => assert.deepEqual(encodePeerMessage(decoded), unverified),
  ),
  decoder(
    'validator-journal',
    journal,
    (unverified) => scanJournal(sha256, unverified, purpose),
    ({ frames, end, isTorn }, unverified) => {
      assert.ok(end <= unverified.length && isTorn === end < unverified.length);
      assert.ok(frames.every(({ offset, length }) => offset + length <= end));
    },
  ),
  decoder(
    'decided-block',
    (chances) => {
      const block = chances.pick(blocks);
      return encodeDecided({ block, certificate: certificate('precommit', block.id) });
    },
    (unverified) => decodeDecided(unverified, nativeBackend),
    (decoded, unverified) => assert.deepEqual(encodeDecided(decoded), unverified),
  ),
  decoder(
    'decision-leaf',
    (chances) => encodeLeaf(leafOf(chances.pick(blocks))),
    decodeLeaf,
    (decoded, unverified) => assert.deepEqual(encodeLeaf(decoded), unverified),
  ),
  textDecoder('validator-network', networkFile, (unverified) => decodeNetworkFile(utf8(unverified), nativeBackend)),
  textDecoder(
    'validator-control',
    (chances) => {
      const proposalId = chances.pick(blocks).id;
      return JSON.stringify(
        chances.pick<object>([
          { method: 'status' },
          { method: 'vote', proposal: proposalId, verdict: 'abstain' },
          { method: 'proof', proposal: proposalId, waitMs: 5 },
          { method: 'propose', title: 't', content: '', heights: 1, waitMs: 0 },
          {
            method: 'change',
            title: 't',
            added: [{}],
            removed: ['a'],
            approvals: 3,
            heights: 1,
            waitMs: 0,
            isTrial: true,
          },
        ]),
      );
    },
    decodeControlRequest,
  ),
  textDecoder('verifiable-content', content, (unverified) => claimsIn(utf8(unverified), rules, nativeBackend)),
];
