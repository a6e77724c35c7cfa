import { readFileSync } from 'node:fs';

/** One row of the decoy-state table with the parameters of Gobby, Yuan and Shields. */
export interface DecoyRow {
  readonly L: number;
  readonly eta: number;
  readonly Qmu: number;
  readonly Emu: number;
  readonly Y1: number;
  readonly e1: number;
  readonly R_inf_mu048: number;
  readonly R_vw_mu048_nu005: number;
  readonly Y1_L: number;
  readonly e1_U: number;
}

/** Figures computed from the papers' formulas by another program. */
export interface ReferenceFigures {
  readonly bb84_asymptotic_threshold: number;
  readonly 'bb84_threshold_f1.16': number;
  readonly 'bb84_threshold_f1.22': number;
  readonly six_state_threshold: number;
  readonly di_qkd_threshold_qber: number;
  readonly di_qkd_threshold_S: number;
  readonly chsh_violation_qber_limit: number;
  readonly GYS_mu_opt_eq: number;
  readonly 'decoy_inf_max_km_mu0.48': number;
  readonly 'decoy_vac_weak_nu0.05_mu0.48_max_km': number;
  readonly 'decoy_vac_weak_nu0.01_mu0.48_max_km': number;
  readonly decoy_inf_max_km_mu_opt: number;
  readonly nodecoy_max_km_mu_opt: number;
  readonly GYS_table: readonly DecoyRow[];
  readonly tomamichel: readonly {
    readonly n: number;
    readonly k: number;
    readonly Qtol: number;
    readonly eps_sec: number;
    readonly eps_cor: number;
    readonly leak: number;
    readonly mu: number;
    readonly l: number;
  }[];
  readonly lim2014: readonly {
    readonly L: number;
    readonly N: number;
    readonly l: number;
    readonly nX?: number;
    readonly sX0?: number;
    readonly sX1?: number;
    readonly sZ1?: number;
    readonly vZ1?: number;
    readonly phi?: number;
    readonly leak?: number;
  }[];
}

/** The file of reference figures. */
export const referenceFigures = JSON.parse(
  readFileSync(new URL('../../testdata/qkd/reference-figures.json', import.meta.url), 'utf8'),
) as ReferenceFigures;
