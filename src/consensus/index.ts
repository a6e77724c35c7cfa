export {
  type Ballot,
  type BallotEntry,
  type BallotSubject,
  decodeBallot,
  encodeBallot,
  NO_METHOD_RESULTS,
  signBallot,
  verifyBallot,
} from './ballots/ballot.ts';
export {
  type BallotCertificate,
  type CertifiedOutcome,
  certify,
  decodeBallotCertificate,
  encodeBallotCertificate,
  verifyBallotCertificate,
} from './ballots/ballot-certificate.ts';
export {
  createProposal,
  decodeProposal,
  MAX_PROPOSAL_CONTENT_BYTES,
  type Proposal,
  type ProposalContent,
  type ProposalKind,
} from './ballots/proposal.ts';
export type { Verdict } from './ballots/verdict.ts';
export {
  type Block,
  type BlockContent,
  createBlock,
  type Decision,
  type DecisionOutcome,
  decodeBlock,
  MAX_BLOCK_BYTES,
} from './chain/block.ts';
export { type CertifiedBlock, followHistory, verifyQuorumCertificate } from './chain/certified-block.ts';
export { ChainState, EXPIRY_WINDOW_HEIGHTS } from './chain/chain-state.ts';
export { decodeEvidence, type Evidence, type EvidenceKind, encodeEvidence, verifyEvidence } from './chain/evidence.ts';
export { createGenesis, decodeGenesis, type Genesis } from './chain/genesis.ts';
export {
  type ConsensusMessage,
  decodeMessage,
  encodeMessage,
  MAX_MESSAGE_BYTES,
  type ProposalMessage,
  type VoteMessage,
} from './chain/message.ts';
export {
  type CertifiedVote,
  decodeQuorumCertificate,
  encodeQuorumCertificate,
  type QuorumCertificate,
} from './chain/quorum-certificate.ts';
export { decodeSafetyRecord, encodeSafetyRecord, type SignedSafetyRecord } from './chain/safety-record-bytes.ts';
export {
  decodeSetChange,
  encodeSetChange,
  MAX_CONTACT_BYTES,
  maxChanged,
  type NewValidator,
  type SetChange,
} from './chain/set-change.ts';
export { type Epoch, followSetChanges } from './chain/set-history.ts';
export {
  decodeSignedStatement,
  encodeSignedStatement,
  encodeStatement,
  type SignedStatement,
  type Statement,
  type StatementKind,
  signStatement,
} from './chain/statement.ts';
export {
  ConsensusEngine,
  type ConsensusEngineOptions,
  MAX_SESSIONS,
  type NewProposal,
  SETTLED_SESSION_LIFETIME_MS,
} from './consensus-engine.ts';
export { type Digest, digestOf, isDigest } from './digest.ts';
export { maxFaulty, quorumSize, requireThreshold } from './fault-tolerance.ts';
export type { ChainTip, MemberSet } from './tendermint/chain-tip.ts';
export { knownMessages, proofOfLock } from './tendermint/known-messages.ts';
export { createReducer, type Reducer, type ReducerOptions, type ReducerOutcome } from './tendermint/reducer.ts';
export type { ReducerEffect } from './tendermint/reducer-effect.ts';
export type { ReducerEvent, TimedStep } from './tendermint/reducer-event.ts';
export { type ReducerState, type ReducerStep, restoredState } from './tendermint/reducer-state.ts';
export type { Refusal } from './tendermint/refusal.ts';
export type { Lock, SafetyRecord } from './tendermint/safety-record.ts';
export { defaultTimeouts, type TimeoutPolicy, timeoutMs } from './tendermint/timeout-policy.ts';
export {
  MAX_VALIDATORS,
  type Validator,
  ValidatorSet,
  type ValidatorSetContent,
  VOTE_KEY_BYTES,
  VOTE_SCHEME,
  VOTE_SIGNATURE_BYTES,
  validatorId,
  validatorIdOf,
} from './validator-set.ts';
export {
  type ComprehensiveVerification,
  comprehensiveVerify,
  type VerificationRequest,
  type VerificationTools,
} from './verification/comprehensive-verification.ts';
export { type ConsensusClaim, checkConsensus } from './verification/consensus-check.ts';
export { checkIntegrity, type IntegrityClaim } from './verification/integrity-check.ts';
export type { MethodResult, TimedResult, VerificationMethod } from './verification/method-result.ts';
export { methodResultsDigest } from './verification/method-results-digest.ts';
export type { Coincidences, QuantumEvidence } from './verification/quantum-evidence.ts';
export { checkQuantumState, type QuantumStateClaim } from './verification/quantum-state-check.ts';
export { checkQuantumResistance, checkSignature, type SignatureClaim } from './verification/signature-check.ts';
export type { VerificationPolicy } from './verification/verification-policy.ts';
export type { DoubleBallot, SessionStatus, VotingSession } from './voting-session.ts';
