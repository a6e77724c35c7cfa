import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of running validators carry. */
export interface ValidatorErrorDetails {
  JOURNAL_DAMAGED: { path: string; reason: string };
  JOURNAL_FAILED: { path: string; reason: string };
  VOTE_WITHHELD: { reason: string };
  VALIDATOR_ROLLED_BACK: { reason: string };
  VALIDATOR_CONFIG_INVALID: { path: string; reason: string };
  VERIFICATION_RULES_INVALID: { path: string; reason: string };
  VALIDATOR_REMOVED: { network: string; epoch: number; height: number };
  VALIDATOR_RUNNING: { folder: string };
  VALIDATOR_NOT_RUNNING: { folder: string };
  VALIDATOR_REQUEST_REFUSED: { reason: string };
}

const { failure, file, network, security, usage } = EXIT_CODES;

/** The errors of running validators. */
export const validatorErrors: ErrorEntries<ValidatorErrorDetails> = {
  JOURNAL_DAMAGED: {
    errorClass: 'critical',
    exitCode: file,
    sentence: (d) => `The journal ${d.path} is damaged: ${d.reason}.`,
    hint: 'Do not let this validator vote; have it replaced by a change of the validator set, under a new vote key.',
  },
  JOURNAL_FAILED: {
    errorClass: 'critical',
    exitCode: file,
    sentence: (d) => `The journal ${d.path} can no longer be written: ${d.reason}.`,
    hint: 'The validator has stopped voting; mend the disk and start it again. Nothing was sent that is not on the disk.',
  },
  VOTE_WITHHELD: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `A vote was withheld: ${d.reason}.`,
    hint: 'This is a defect in qforge; the journal has kept the validator from contradicting itself.',
  },
  VALIDATOR_ROLLED_BACK: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `This validator has forgotten what it signed: ${d.reason}.`,
    hint: 'Its disk was restored from a backup, or its key runs elsewhere too. Replace it under a new vote key.',
  },
  VALIDATOR_CONFIG_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.path} does not describe a network of validators: ${d.reason}.`,
    hint: 'Make it with "qforge validator found" from the cards of all members, the same for everybody.',
  },
  VERIFICATION_RULES_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.path} holds no rules for verification: ${d.reason}.`,
    hint: 'Rules name methods, their keys and a policy; docs/validators.md shows an example.',
  },
  VALIDATOR_REMOVED: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) =>
      `This validator is no member of ${d.network} any more: the log has removed it with epoch ${d.epoch}, from height ${d.height} on.`,
    hint: 'Its keys never come back. To take part again, make a validator with new keys and have it proposed.',
  },
  VALIDATOR_RUNNING: {
    errorClass: 'resource',
    exitCode: failure,
    sentence: (d) => `A validator runs in ${d.folder} already.`,
    hint: 'Stop it first; two processes must never vote with one key.',
  },
  VALIDATOR_NOT_RUNNING: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `No validator runs in ${d.folder}.`,
    hint: 'Start it with "qforge validator run FOLDER".',
  },
  VALIDATOR_REQUEST_REFUSED: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `The validator did not do it: ${d.reason}.`,
    hint: 'See "qforge validator status FOLDER" for what it knows.',
  },
};
