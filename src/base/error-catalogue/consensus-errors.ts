import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of ballots, certificates and agreement carry. */
export interface ConsensusErrorDetails {
  CONSENSUS_THRESHOLD_INVALID: { approvals: number; validators: number; reason: string };
  VALIDATOR_SET_INVALID: { reason: string };
  VALIDATOR_UNKNOWN: { validator: string };
  PROPOSAL_REFUSED: { reason: string };
  PROPOSAL_UNKNOWN: { proposal: string };
  BALLOT_REFUSED: { reason: string };
  QUORUM_CERTIFICATE_INVALID: { reason: string };
  STATEMENT_REFUSED: { reason: string };
  BLOCK_INVALID: { height: number; reason: string };
  EVIDENCE_INVALID: { reason: string };
}

const { security, trust, usage } = EXIT_CODES;

/** The errors of ballots, certificates and agreement. */
export const consensusErrors: ErrorEntries<ConsensusErrorDetails> = {
  CONSENSUS_THRESHOLD_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.approvals} approvals of ${d.validators} validators can't be the threshold: ${d.reason}.`,
    hint: 'Choose at least the quorum, which is more than half of the validators and those that may be malicious together.',
  },
  VALIDATOR_SET_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `The validator set is not valid: ${d.reason}.`,
    hint: 'Compare it with the set that the other validators have pinned.',
  },
  VALIDATOR_UNKNOWN: {
    errorClass: 'security',
    exitCode: trust,
    sentence: (d) => `There is no validator ${d.validator} in this set.`,
    hint: 'Check the epoch: validators come and go by decisions of the set.',
  },
  PROPOSAL_REFUSED: {
    errorClass: 'security',
    exitCode: usage,
    sentence: (d) => `The proposal was refused: ${d.reason}.`,
    hint: 'Nothing was voted on; make the proposal again within the limits.',
  },
  PROPOSAL_UNKNOWN: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `There is no proposal ${d.proposal}.`,
    hint: 'List the proposals that are known; settled ones are cleaned up after a while.',
  },
  BALLOT_REFUSED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The ballot was refused: ${d.reason}.`,
    hint: 'It was counted as refused; where it proves that a validator voted twice, it was kept as evidence.',
  },
  QUORUM_CERTIFICATE_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The certificate proves nothing: ${d.reason}.`,
    hint: 'Ask another validator for it, and check which validator set is pinned here.',
  },
  STATEMENT_REFUSED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `A statement of a validator was refused: ${d.reason}.`,
    hint: 'It was counted and changes nothing; many of them from one peer mean a fault or an attack.',
  },
  BLOCK_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The block of height ${d.height} is not valid: ${d.reason}.`,
    hint: 'Ask another validator for it; a validator that proposed it is faulty.',
  },
  EVIDENCE_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The evidence proves nothing: ${d.reason}.`,
    hint: 'Whoever brought it may be mistaken or lying; take no action on it.',
  },
};
