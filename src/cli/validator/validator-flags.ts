import type { LogFlags } from '../log-flags.ts';

/** Flags of every command about validators. */
export interface ValidatorFlags {
  readonly json?: true;
}

/** Flags of `qforge validator init`. */
export interface InitFlags extends ValidatorFlags {
  readonly name: string;
  readonly address: string;
  readonly passphraseFile?: string;
  /** False when open keys were asked for by name. */
  readonly passphrase: boolean;
}

/** Flags of `qforge validator found`. */
export interface FoundFlags extends ValidatorFlags {
  readonly out: string;
  readonly approvals?: string;
}

/** Flags of `qforge validator run`. */
export interface RunFlags extends ValidatorFlags, LogFlags {
  readonly listen?: string;
  readonly passphraseFile?: string;
  readonly approve?: true;
  readonly check?: string;
  readonly verify?: string;
  readonly fast?: true;
}

/** Flags of `qforge validator propose`. */
export interface ProposeFlags extends ValidatorFlags {
  readonly heights: string;
  readonly wait: string;
}

/** Flags of `qforge validator change`. */
export interface ChangeFlags extends ProposeFlags {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly approvals?: string;
  readonly title?: string;
  readonly dryRun?: true;
}

/** Flags of `qforge validator proof`. */
export interface ProofFlags extends ValidatorFlags {
  readonly out: string;
  readonly wait: string;
}
