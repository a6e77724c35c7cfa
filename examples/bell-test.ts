// Whether nature keeps secrets: the CHSH value of a Bell pair, perfect and noisy. Local models stay at or below 2.
import { bellCircuit, chshValue, drawCircuit, measureChsh, SeededRandom, wernerNoise } from 'qforge/quantum';

console.log(drawCircuit(bellCircuit('phi+')).join('\n'));
const random = new SeededRandom(1964); // a simulation can be repeated; keys never come from here
for (const fidelity of [1, 0.9, 0.75]) {
  const noise = fidelity === 1 ? undefined : wernerNoise(fidelity);
  const { value, deviation } = measureChsh(20_000, random, noise);
  const verdict = value - 3 * deviation > 2 ? 'no local model explains it' : 'a local model may do';
  console.log(
    `fidelity ${fidelity.toFixed(2)}: ${value.toFixed(3)} ± ${deviation.toFixed(3)}, by formula ${chshValue(fidelity).toFixed(3)}: ${verdict}`,
  );
}
