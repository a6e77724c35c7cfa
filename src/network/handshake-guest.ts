import type { Connection } from '../base/index.ts';
import type { Opening } from '../handshake/index.ts';
import type { HalfOpenEntry } from './half-open-table.ts';
import { type FirstPacketListener, HandshakePackets } from './handshake-packets.ts';
import { sourceOf } from './source-address.ts';

/** A connection whose first packet has come, with all that is needed to go on. */
export interface Arrival {
  readonly connection: Connection;
  readonly packets: HandshakePackets;
  readonly unverifiedPacket: Uint8Array;
  readonly guest: Guest;
  /** Monotonic time of acceptance. */
  readonly sinceMs: number;
}

/** What a handshake asks of the gate. */
export interface Guest {
  /** Undefined to answer the opening, else the challenge to send instead. Throws `HANDSHAKE_SHED`. */
  challengeFor(opening: Opening, unverifiedPacket: Uint8Array): Uint8Array | undefined;
  /** Awaited before each step with public-key work. */
  turn(): Promise<void> | undefined;
  /** The connection is a channel now, or gone. */
  leave(outcome: 'channel' | 'gone'): void;
}

/** What guests ask of the gate that admitted them. */
export interface GuestBook {
  challengeFor(guest: HandshakeGuest, opening: Opening, unverifiedPacket: Uint8Array): Uint8Array | undefined;
  turn(): Promise<void> | undefined;
  leave(guest: HandshakeGuest, outcome: 'channel' | 'gone'): void;
  dropForRoom(guest: HandshakeGuest): void;
}

/** An accepted connection. Thousands may be silent at once: no closure, promise or timer of its own. */
export class HandshakeGuest implements Guest, HalfOpenEntry, FirstPacketListener {
  readonly connection: Connection;
  readonly source: string | undefined;
  readonly sinceMs: number;
  /** Whether it was asked for a cookie. */
  challenged = false;
  /** Whether its opening was answered. */
  begun = false;
  readonly #book: GuestBook;
  readonly #onArrival: (arrival: Arrival) => void;
  #packets: HandshakePackets | undefined;

  constructor(book: GuestBook, connection: Connection, sinceMs: number, onArrival: (arrival: Arrival) => void) {
    this.#book = book;
    this.connection = connection;
    this.source = sourceOf(connection.remoteAddress);
    this.sinceMs = sinceMs;
    this.#onArrival = onArrival;
  }

  get address(): string {
    return this.connection.remoteAddress;
  }

  /** Begins to read. */
  listen(): void {
    this.#packets = new HandshakePackets(this.connection, this);
  }

  onFirstPacket(unverifiedPacket: Uint8Array): void {
    const { connection, sinceMs } = this;
    if (this.#packets === undefined) return;
    this.#onArrival({ connection, packets: this.#packets, unverifiedPacket, guest: this, sinceMs });
  }

  onGone(): void {
    this.leave('gone');
  }

  challengeFor(opening: Opening, unverifiedPacket: Uint8Array): Uint8Array | undefined {
    return this.#book.challengeFor(this, opening, unverifiedPacket);
  }

  turn(): Promise<void> | undefined {
    return this.#book.turn();
  }

  leave(outcome: 'channel' | 'gone'): void {
    this.#book.leave(this, outcome);
  }

  giveWay(): void {
    this.#book.dropForRoom(this);
  }
}
