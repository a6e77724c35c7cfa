/** Keeps something for each subject, for so many at most: the one unseen for longest makes room. */
export class SubjectTable<T> {
  readonly #limit: number;
  readonly #make: () => T;
  /** Least recently seen first. */
  readonly #kept = new Map<string, T>();

  constructor(limit: number, make: () => T) {
    this.#limit = limit;
    this.#make = make;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** What is kept for a subject, or something new. */
  of(subject: string): T {
    const kept = this.#kept.get(subject) ?? this.#make();
    this.#kept.delete(subject);
    this.#kept.set(subject, kept);
    if (this.#kept.size > this.#limit) this.#forgetOldest();
    return kept;
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
