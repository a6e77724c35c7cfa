import { isQForgeError } from '../../base/index.ts';
import { failed, type MethodResult, passed } from './method-result.ts';
import { estimate, type QuantumEvidence } from './quantum-evidence.ts';

/** Measured statistics with what they must reach. */
export interface QuantumStateClaim {
  readonly evidence: QuantumEvidence;
  /** Least fidelity, least S or least share of agreeing bits; by default 1/2, 2 or 0.89. */
  readonly threshold?: number;
  /** Chance that is taken of believing a state that is below the threshold; by default 1 in 1,000. */
  readonly risk?: number;
}

const DEFAULT_RISK = 0.001;
/** Where entanglement begins, where local realism ends, and where one-way BB84 still yields a key (11 % errors). */
const DEFAULT_THRESHOLDS = { 'bell-tomography': 0.5, chsh: 2, 'qkd-session': 0.89 } as const;
const FIGURES = { 'bell-tomography': 'fidelity', chsh: 'S', 'qkd-session': 'agreement' } as const;
const DIGITS = 4;

/** QuantumState: the lower end of the confidence interval reaches the threshold. spec/consensus §11 */
export function checkQuantumState({ evidence, threshold, risk = DEFAULT_RISK }: QuantumStateClaim): MethodResult {
  const wanted = threshold ?? DEFAULT_THRESHOLDS[evidence.kind];
  try {
    if (!(risk > 0 && risk < 1)) return failed('QuantumState', 'the risk is not between 0 and 1');
    const { value, low, high } = estimate(evidence, risk);
    const figure = `${FIGURES[evidence.kind]} ${value.toFixed(DIGITS)} [${low.toFixed(DIGITS)}, ${high.toFixed(DIGITS)}]`;
    return low >= wanted
      ? passed('QuantumState', `${figure} is at least ${wanted}`, 1 - risk)
      : failed('QuantumState', `${figure} may be below ${wanted}`);
  } catch (error) {
    if (isQForgeError(error, 'ARGUMENT_INVALID')) return failed('QuantumState', error.message);
    throw error;
  }
}
