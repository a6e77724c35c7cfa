/** One process of the demonstration. */
export interface DemoMember {
  readonly name: string;
  /** A listener waits for its peers; a caller connects to all listeners. */
  readonly role: 'listener' | 'caller';
}

/** Every process of the demonstration, in the order in which they start: listeners first. */
export const demoCast: readonly DemoMember[] = [
  { name: 'bob', role: 'listener' },
  { name: 'alice', role: 'caller' },
];
