import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of audit trails carry. */
export interface AuditErrorDetails {
  AUDIT_DAMAGED: { path: string; entry: number; reason: string };
  AUDIT_UNWRITABLE: { path: string; reason: string };
  AUDIT_TAMPERED: { path: string; reason: string };
}

const { file, security } = EXIT_CODES;

/** The errors of audit trails. */
export const auditErrors: ErrorEntries<AuditErrorDetails> = {
  AUDIT_DAMAGED: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `The audit trail ${d.path} does not hold together at entry ${d.entry}: ${d.reason}.`,
    hint: 'Nothing was written to it. Examine it with "qforge audit verify", keep it as evidence, and begin another.',
  },
  AUDIT_UNWRITABLE: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The audit trail ${d.path} takes no entry: ${d.reason}.`,
    hint: 'Check the disk; the trail itself will say how many entries are missing.',
  },
  AUDIT_TAMPERED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The audit trail ${d.path} is not as it was written: ${d.reason}`,
    hint: 'Keep the folder as it is, and compare it with a copy or with checkpoints that are kept elsewhere.',
  },
};
