import { runExhaustiveCommand } from '../exhaustive/exhaustive-command.ts';
import { runMutantsCommand } from './mutants-command.ts';
import { runTwinsCommand } from './twins-command.ts';

/** What the command line says of the simulations of validators. */
export const VALIDATORS_USAGE = `  twins    validators agree while a third of them is silent, lies to each peer otherwise or runs twice under one name, messages arrive
           by a random matrix in each phase, and all crash and come back from their disks. Checked: agreement, certificates, hash
           chain, no honest self-equivocation, evidence complete and only against the faulty
  mutants  the same with protocols that have one defect each: every one must be found
  exhaustive  every state that four validators can reach at one height in rounds 0 to N - 1, while one of them sends anything to anybody
           and messages arrive in any order, late or never. Checked in each: agreement, certificates, validity, and that no honest
           validator signs what accuses it. It takes half a minute of processor time; --faulty 3 alone takes seconds

  --nodes N    twins: validators, 4 to 10; default 4
  --liveness   twins: also that everybody comes to the end once all messages arrive
  --threads N  twins: threads that share the seeds; default 1
  --rounds N   exhaustive: rounds, 1 to 3; default 2. With three there are far more states
  --faulty K   exhaustive: the faulty validator, or several with commas between; default 1,2,3 (0 is like 3)
  --crashes    exhaustive: honest validators also crash between any two effects, and come back from their disks
  --mutant M   exhaustive: with the reducer of a mutant
  --write      mutants: writes docs/consensus-evidence.md. twins: writes its result there
`;

/** Flags as they were given. */
export interface ValidatorsFlags {
  readonly seeds?: string | undefined;
  readonly from?: string | undefined;
  readonly nodes: string;
  readonly threads: string;
  readonly liveness: boolean;
  readonly write: boolean;
  readonly rounds: string;
  readonly faulty?: string | undefined;
  readonly mutant?: string | undefined;
  readonly crashes: boolean;
  readonly json: boolean;
}

const DEFAULT_SEEDS = 20_000;

/** Runs one of the simulations of validators and returns the exit code; undefined when another one is named, or flags are wrong. */
export async function runValidatorsCommand(scenario: string, flags: ValidatorsFlags): Promise<number | undefined> {
  if (scenario === 'mutants') return runMutantsCommand(flags);
  if (scenario === 'exhaustive') return runExhaustiveCommand(flags);
  const seeds = Number(flags.seeds ?? DEFAULT_SEEDS);
  const from = Number(flags.from ?? freshSeed());
  const [nodes, threads] = [Number(flags.nodes), Number(flags.threads)];
  const areSound = seeds > 0 && from >= 0 && nodes >= 4 && nodes <= 10 && threads >= 1;
  if (scenario !== 'twins' || !areSound) return undefined;
  return runTwinsCommand({ nodes, seeds, from, threads, liveness: flags.liveness }, flags);
}

/** A seed that no run has had: the time in microseconds, since a run begins more than a millisecond after the one before. */
function freshSeed(): number {
  return Date.now() * 1000;
}
