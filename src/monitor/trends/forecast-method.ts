/** What is expected a number of steps ahead. */
export interface Expectation {
  readonly expected: number;
  /** Standard deviation of the error of that. */
  readonly deviation: number;
}

/** A method that has seen all values so far. */
export interface FittedMethod {
  /** Degrees of freedom of its deviations. */
  readonly degrees: number;
  /** `steps` from 1 on. */
  ahead(steps: number): Expectation;
}

/** A method whose parameters are chosen. */
export type TunedMethod = (values: readonly number[]) => FittedMethod;

/** Names of the methods, simplest first. */
export type ForecastMethodName = 'naive' | 'drift' | 'linear' | 'holt' | 'holt-winters';

/** A way to tell what comes next from evenly spaced values. */
export interface ForecastMethod {
  readonly name: ForecastMethodName;
  /** Fewer values tell nothing. */
  readonly needs: number;
  /** Whether the values are of the kind that it is made for; default: any are. */
  fits?(values: readonly number[]): boolean;
  /** Chooses the parameters by these values. */
  tune(values: readonly number[]): TunedMethod;
}
