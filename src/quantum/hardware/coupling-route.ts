import { Circuit } from '../circuit/circuit.ts';
import type { Operation } from '../circuit/operation.ts';
import { relabelled } from '../circuit/relabelled-operation.ts';
import { unsuitable } from './backend-fault.ts';

/** Pairs of qubits that a machine can couple, control first. */
export type CouplingMap = readonly (readonly [number, number])[];

/**
 * The same circuit on the qubits of a machine, with swaps where a CX spans qubits that are not coupled.
 *
 * Takes circuits of one-qubit gates and CX. Swaps are made whatever the bits are, since they move qubits for all that follows.
 */
export function routedCircuit(circuit: Circuit, coupling: CouplingMap, size: number, backend: string): Circuit {
  if (circuit.qubits > size) throw unsuitable(backend, `${circuit.qubits} qubits; it has ${size}`);
  return new Router(coupling, size, circuit.bits, backend).run(circuit.operations);
}

class Router {
  readonly #routed: Circuit;
  readonly #neighbours: readonly ReadonlySet<number>[];
  readonly #backend: string;
  /** Where each qubit of the circuit is on the machine. */
  readonly #place: number[];

  constructor(coupling: CouplingMap, size: number, bits: number, backend: string) {
    this.#routed = new Circuit(size, bits);
    this.#backend = backend;
    this.#place = Array.from({ length: size }, (_, index) => index);
    const neighbours = Array.from({ length: size }, () => new Set<number>());
    for (const [one, other] of coupling) {
      neighbours.at(one)?.add(other);
      neighbours.at(other)?.add(one);
    }
    this.#neighbours = neighbours;
  }

  run(operations: readonly Operation[]): Circuit {
    for (const operation of operations) {
      if (operation.kind === 'gate' && operation.controls.length === 1) {
        this.#bringTogether(operation.controls[0].qubit, operation.targets[0]);
      }
      this.#routed.add(relabelled(operation, this.#place, undefined));
    }
    return this.#routed;
  }

  /** Swaps the first qubit along the shortest way until it is beside the second. */
  #bringTogether(one: number, other: number): void {
    const way = this.#shortestWay(this.#place[one], this.#place[other]);
    for (let step = 1; step < way.length - 1; step++) this.#swap(way[step - 1], way[step]);
  }

  #swap(from: number, to: number): void {
    this.#routed.cx(from, to).cx(to, from).cx(from, to);
    const [first, second] = [this.#place.indexOf(from), this.#place.indexOf(to)];
    this.#place[first] = to;
    this.#place[second] = from;
  }

  /** Breadth first. */
  #shortestWay(from: number, to: number): readonly number[] {
    const cameFrom = new Map<number, number>([[from, from]]);
    const queue = [from];
    for (const at of queue) {
      if (at === to) break;
      for (const next of this.#neighbours[at]) {
        if (cameFrom.has(next)) continue;
        cameFrom.set(next, at);
        queue.push(next);
      }
    }
    if (!cameFrom.has(to))
      throw unsuitable(this.#backend, `a gate between qubits ${from} and ${to}, which nothing couples`);
    const way = [to];
    for (let at = to; at !== from; way.unshift(at)) at = cameFrom.get(at) ?? from;
    return way;
  }
}
