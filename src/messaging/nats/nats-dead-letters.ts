import { parseStrictJson } from '../../base/index.ts';
import { type DeadLetter, deadLetterReasons } from '../mailbox/dead-letter.ts';
import { MAX_LISTED } from '../mailbox/mailbox-limits.ts';
import { dedupId } from './mail-headers.ts';
import type { NatsLink } from './nats-link.ts';
import { namesOf } from './nats-names.ts';
import { entryAt } from './stored-entry.ts';

/** The dead letters of peers, each in a stream of its owner. */
export class NatsDeadLetters {
  readonly #link: NatsLink;

  constructor(link: NatsLink) {
    this.#link = link;
  }

  /** Keeps one; the same again, soon after, is kept once. */
  async bury(letter: DeadLetter): Promise<void> {
    const { dead } = namesOf(letter.recipient);
    await this.#link.call(() =>
      this.#link.js.publish(dead, JSON.stringify(letter), { msgID: dedupId(letter), retries: 1 }),
    );
  }

  /** The newest ones. */
  async list(owner: string): Promise<readonly DeadLetter[]> {
    const { deadStream: stream } = namesOf(owner);
    const { state } = await this.#link.call(() => this.#link.jsm.streams.info(stream));
    const letters: DeadLetter[] = [];
    for (let sequence = state.last_seq; sequence >= state.first_seq && letters.length < MAX_LISTED; sequence--) {
      const entry = sequence === 0 ? undefined : await entryAt(this.#link, stream, sequence);
      const letter = entry === undefined ? undefined : unverifiedDeadLetter(entry.data);
      if (letter !== undefined) letters.push(letter);
    }
    return letters;
  }

  async count(owner: string): Promise<number> {
    const { state } = await this.#link.call(() => this.#link.jsm.streams.info(namesOf(owner).deadStream));
    return state.messages;
  }
}

/** A dead letter, or undefined for what is none: whoever keeps the server could write anything. */
export function unverifiedDeadLetter(unverified: Uint8Array): DeadLetter | undefined {
  try {
    const value = parseStrictJson(unverified, 'The dead letter', 2) as Record<keyof DeadLetter, unknown>;
    const { sender, id, recipient, bytes, reason, diedAtMs } = value;
    if (typeof sender !== 'string' || typeof id !== 'string' || typeof recipient !== 'string') return undefined;
    if (typeof bytes !== 'number' || typeof diedAtMs !== 'number') return undefined;
    const known = deadLetterReasons.find((each) => each === reason);
    return known === undefined ? undefined : { sender, id, recipient, bytes, reason: known, diedAtMs };
  } catch {
    return undefined;
  }
}
