import { failed, type RouteOutcome } from './route-outcome.ts';
import type { RoutePacket } from './route-packet.ts';

/** Deliveries whose outcome is remembered. */
export const MAX_REMEMBERED_DELIVERIES = 4096;

/** Takes packets to this device's application: a packet that comes again gets the answer of the first one. spec/routing §5 */
export class LocalDelivery {
  readonly #deliver: (payload: Uint8Array) => Promise<Uint8Array>;
  /** By packet ID, oldest first. */
  readonly #outcomes = new Map<string, Promise<RouteOutcome>>();

  constructor(deliver: (payload: Uint8Array) => Promise<Uint8Array>) {
    this.#deliver = deliver;
  }

  /** Resolves when the application has taken the payload or refused it. */
  take(packet: RoutePacket): Promise<RouteOutcome> {
    return this.#outcomes.get(packet.id) ?? this.#begin(packet);
  }

  #begin({ id, payload }: RoutePacket): Promise<RouteOutcome> {
    const outcome = this.#deliver(payload).then(
      (answer): RouteOutcome => ({ delivered: true, answer }),
      () => failed('refused'),
    );
    this.#outcomes.set(id, outcome);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > MAX_REMEMBERED_DELIVERIES && oldest !== undefined) this.#outcomes.delete(oldest);
    return outcome;
  }
}
