/** Beyond so many degrees of freedom the distribution is taken as that of this many: it differs from the normal one by 0.1 %. */
const MAX_DEGREES = 1000;
const HALVINGS = 60;
const WIDEST = 1e6;

/**
 * How many deviations on both sides of the mean hold a share of Student's t distribution.
 *
 * `confidence` is from 0 to 1, exclusive; `degrees` of freedom are at least 1. Source: Abramowitz and Stegun, 26.7.3 and 26.7.4.
 */
export function intervalFactor(confidence: number, degrees: number): number {
  const whole = Math.max(1, Math.min(MAX_DEGREES, Math.floor(degrees)));
  let [low, high] = [0, WIDEST];
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (centralShare(middle, whole) < confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** The share within `width` of the mean. */
export function centralShare(width: number, degrees: number): number {
  const angle = Math.atan(width / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  if (degrees === 1) return (2 * angle) / Math.PI;
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
