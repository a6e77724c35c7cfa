import { join } from 'node:path';

/** Where a validator keeps what. All of it is this validator's alone, but for the card and the log. */
export interface ValidatorFolder {
  readonly root: string;
  /** Device identity: who it is to its peers. */
  readonly identity: string;
  readonly voteKey: string;
  readonly witnessKey: string;
  readonly card: string;
  readonly network: string;
  readonly votes: string;
  readonly decisions: string;
  readonly ballots: string;
  readonly evidence: string;
  /** A transparency log that a web server can serve as it is. */
  readonly log: string;
  readonly lock: string;
  readonly socket: string;
}

/** The files of a validator in this folder. */
export function validatorFolder(root: string): ValidatorFolder {
  const at = (name: string): string => join(root, name);
  return {
    root,
    identity: at('identity.key'),
    voteKey: at('vote.key'),
    witnessKey: at('witness.key'),
    card: at('card.json'),
    network: at('network.json'),
    votes: at('votes.journal'),
    decisions: at('decisions.journal'),
    ballots: at('ballots.journal'),
    evidence: at('evidence'),
    log: at('log'),
    lock: at('lock'),
    socket: at('control.sock'),
  };
}
