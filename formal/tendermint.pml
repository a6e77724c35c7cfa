/*
 * One height of Tendermint (spec/consensus §9): four validators, one of them faulty, rounds 0 to ROUNDS - 1, two blocks.
 *
 * What was sent is never lost, and anybody hears it or does not: a step looks at any part of what was sent that lets it go on. The faulty
 * validator has sent every vote and, when it is its turn, every proposal. So orders of arrival, loss, delay, silence and lies are all the
 * same: somebody goes on with a message, or without it.
 *
 * Each of NO_LOCK, UNLOCK_FRESH, UNLOCK_OLDER, NO_PROOF and SMALL_QUORUM breaks a rule; REACHED asks whether a block is ever decided.
 */
#ifndef ROUNDS
#define ROUNDS 2
#endif
#ifndef FAULTY
#define FAULTY 2
#endif

/* A quorum is three votes: of two honest validators and the faulty one, or of more honest ones. */
#ifdef SMALL_QUORUM
#define HONEST_VOTES 1
#else
#define HONEST_VOTES 2
#endif

#ifdef NO_LOCK
#define LOCKS(block)
#else
#define LOCKS(block) lock = block; lockRound = round
#endif
#ifdef UNLOCK_FRESH
#define MAY_PREVOTE_FRESH(block) true
#else
#define MAY_PREVOTE_FRESH(block) (lock == NIL || lock == block)
#endif
#ifdef UNLOCK_OLDER
#define MAY_PREVOTE_PROVEN(block, proof) true
#else
#define MAY_PREVOTE_PROVEN(block, proof) (lock == NIL || lockRound <= proof || lock == block)
#endif
#ifdef NO_PROOF
#define PROVEN(proof, block) true
#else
#define PROVEN(proof, block) QUORUM(prevoted, proof, block)
#endif

#define SILENT 0
#define NIL 1
#define A 2
#define B 3
#define NO_ROUND 7

#define PROPOSER(r) ((1 + (r)) % 4)

/* What validators have said in each round; the faulty one's place stays empty, since it has said everything. */
byte prevoted[16];
byte precommitted[16];
byte proposed[4];
byte proposedProof[4];

#define VOTE(table, r, v, block) (table[(r) * 4 + (v)] == (block))
#define QUORUM(table, r, block) (VOTE(table, r, 0, block) + VOTE(table, r, 1, block) + VOTE(table, r, 2, block) + VOTE(table, r, 3, block) >= HONEST_VOTES)
#define SPOKE(table, r, v) (table[(r) * 4 + (v)] != SILENT)
#define MIXED(table, r) (SPOKE(table, r, 0) + SPOKE(table, r, 1) + SPOKE(table, r, 2) + SPOKE(table, r, 3) >= HONEST_VOTES)
#define SOMEBODY_IN(r) (proposed[r] != SILENT || SPOKE(prevoted, r, 0) || SPOKE(prevoted, r, 1) || SPOKE(prevoted, r, 2) || SPOKE(prevoted, r, 3))
#define OFFERED(r, block) (PROPOSER(r) == FAULTY || proposed[r] == block)

/* Rule 6: whoever has the precommits of a quorum may decide. So blocks that can be decided both are decided both, by two validators. */
#define DECIDED_IN(r, block) ((r) < ROUNDS && QUORUM(precommitted, r, block))
#define DECIDED(block) (DECIDED_IN(0, block) || DECIDED_IN(1, block) || DECIDED_IN(2, block) || DECIDED_IN(3, block))
#ifdef REACHED
#define PROMISE !(DECIDED(A))
#else
#define PROMISE !(DECIDED(A) && DECIDED(B))
#endif

mtype = { propose, prevote, precommit };

inline prevotes(block) { prevoted[round * 4 + me] = block; step = prevote }
inline precommits(block) { precommitted[round * 4 + me] = block; step = precommit; assert(PROMISE) }
inline enters(r) { round = r; step = propose; proof = 0 }
inline chooses() { if :: block = A :: block = B fi }

proctype validator(byte me) {
  byte round, lock = NIL, lockRound = NO_ROUND, valid = NIL, validRound = NO_ROUND;
  byte block, proof;
  mtype step = propose;

end:
  do
  /* Rule 1 */
  :: d_step { step == propose && PROPOSER(round) == me && proposed[round] == SILENT && valid != NIL ->
       proposed[round] = valid; proposedProof[round] = validRound }
  :: atomic { step == propose && PROPOSER(round) == me && proposed[round] == SILENT && valid == NIL ->
       chooses(); proposed[round] = block; proposedProof[round] = NO_ROUND; block = 0 }
  /* Rule 2, and the time-out of the proposal */
  :: atomic { step == propose ->
       chooses();
       if
       :: OFFERED(round, block) && (PROPOSER(round) == FAULTY || proposedProof[round] == NO_ROUND) && MAY_PREVOTE_FRESH(block) ->
            prevotes(block)
       :: prevotes(NIL)
       fi;
       block = 0 }
  /* Rule 3 */
  :: atomic { step == propose && round > 0 ->
       chooses();
       if
       :: proof = 0
       :: round > 1 -> proof = 1
       :: round > 2 -> proof = 2
       fi;
       if
       :: OFFERED(round, block) && (PROPOSER(round) == FAULTY || proposedProof[round] == proof) && PROVEN(proof, block) &&
            MAY_PREVOTE_PROVEN(block, proof) -> prevotes(block)
       :: else
       fi;
       block = 0; proof = 0 }
  /* Rule 4 */
  :: atomic { step == prevote ->
       chooses();
       if
       :: OFFERED(round, block) && QUORUM(prevoted, round, block) ->
            valid = block; validRound = round; LOCKS(block); precommits(block)
       :: else
       fi;
       block = 0 }
  :: atomic { step == precommit && validRound != round ->
       chooses();
       if
       :: OFFERED(round, block) && QUORUM(prevoted, round, block) -> valid = block; validRound = round
       :: else
       fi;
       block = 0 }
  /* Rule 5: a quorum for nil, or the time-out that any quorum has started */
  :: d_step { step == prevote && MIXED(prevoted, round) -> precommits(NIL) }
  /* Rule 7: the time-out that a quorum of precommits has started; an honest validator and the faulty one in a round above */
  :: d_step { round + 1 < ROUNDS && MIXED(precommitted, round) -> enters(round + 1) }
  :: d_step { round + 1 < ROUNDS && SOMEBODY_IN(round + 1) -> enters(round + 1) }
  :: d_step { round + 2 < ROUNDS && SOMEBODY_IN(round + 2) -> enters(round + 2) }
  od
}

init {
  byte v;
  atomic {
    do
    :: v == 4 -> break
    :: v < 4 && v != FAULTY -> run validator(v); v++
    :: v < 4 && v == FAULTY -> v++
    od
  }
}
