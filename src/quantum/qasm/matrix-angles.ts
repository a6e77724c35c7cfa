import type { ComplexMatrix } from '../complex-matrix.ts';

/** A one-qubit matrix as a phase and the angles of u: `exp(i phase) u(theta, phi, lambda)`. */
export interface MatrixAngles {
  readonly phase: number;
  readonly angles: readonly [theta: number, phi: number, lambda: number];
}

/** Finds phase and angles of a unitary 2 x 2 matrix. */
export function matrixAngles({ entries }: ComplexMatrix): MatrixAngles {
  const [re00, im00, re01, im01, re10, im10, re11, im11] = entries;
  const theta = 2 * Math.atan2(Math.hypot(re10, im10), Math.hypot(re00, im00));
  const isFlip = Math.hypot(re00, im00) < Math.hypot(re10, im10);
  if (!isFlip) {
    // The first entry is real in u: its phase is the global one.
    const phase = Math.atan2(im00, re00);
    const both = Math.atan2(im11, re11) - phase;
    const phi = Math.hypot(re10, im10) === 0 ? 0 : Math.atan2(im10, re10) - phase;
    return { phase, angles: [theta, phi, both - phi] };
  }
  // Near a flip the first entry says little: u's lower left entry has the phase phi, the upper right one lambda and half a turn.
  const down = Math.atan2(im10, re10);
  const right = Math.atan2(-im01, -re01);
  const phase = Math.hypot(re00, im00) === 0 ? 0 : Math.atan2(im00, re00);
  return { phase, angles: [theta, down - phase, right - phase] };
}
