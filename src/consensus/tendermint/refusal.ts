/** Why a message or certificate was not taken; each is counted. spec/consensus §10 */
export type Refusal =
  /** It is of another chain. */
  | 'wrong-chain'
  /** It names another epoch than that of its height. */
  | 'wrong-epoch'
  /** Its height is decided already. */
  | 'late'
  /** Its height is beyond the next one: its validators are not known yet. */
  | 'too-early'
  /** Its round is beyond what is kept of one validator. */
  | 'round-too-far'
  /** Its number is none of the set. */
  | 'unknown-validator'
  /** It proposes, but it is not its turn. */
  | 'not-proposer'
  /** Its signature does not verify. */
  | 'bad-signature'
  /** It is known already. */
  | 'duplicate'
  /** Its validator has signed too many different ones for this step; there is evidence by now. */
  | 'too-many-conflicts'
  /** Its block is not the one that it names. */
  | 'wrong-block'
  /** The certificate does not prove what it says. */
  | 'bad-certificate';
