import { QForgeError } from '../../../src/base/index.ts';

/** A JSON object of a vector file, read strictly: a missing or mistyped field throws `MALFORMED` and names the place. */
export class JsonFields {
  readonly where: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown, where: string) {
    this.where = where;
    if (!isRecord(value)) throw this.malformed('is not an object');
    this.#fields = value;
  }

  get names(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** Whether the field is there and not null. */
  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  /** The value as it is; undefined when it is missing or null. */
  raw(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? (this.#fields[name] ?? undefined) : undefined;
  }

  text(name: string): string {
    const value = this.raw(name);
    if (typeof value !== 'string') throw this.malformed(`${name} is not a string`);
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  integer(name: string): number {
    const value = this.raw(name);
    if (!Number.isSafeInteger(value)) throw this.malformed(`${name} is not an integer`);
    return value as number;
  }

  boolean(name: string): boolean {
    const value = this.raw(name);
    if (typeof value !== 'boolean') throw this.malformed(`${name} is not a boolean`);
    return value;
  }

  hex(name: string): Uint8Array {
    return hexBytes(this.text(name), `${this.where}: ${name}`);
  }

  optionalHex(name: string): Uint8Array | undefined {
    return this.has(name) ? this.hex(name) : undefined;
  }

  /** A field that is one of a few words. */
  word<T extends string>(name: string, words: readonly T[]): T {
    const value = this.text(name);
    const found = words.find((word) => word === value);
    if (found === undefined) throw this.malformed(`${name} is ${value}, not one of ${words.join(', ')}`);
    return found;
  }

  object(name: string): JsonFields {
    return new JsonFields(this.raw(name), `${this.where}: ${name}`);
  }

  /** A list of objects. */
  objects(name: string): readonly JsonFields[] {
    return this.list(name).map((item, index) => new JsonFields(item, `${this.where}: ${name}[${index}]`));
  }

  /** A list of strings; empty when the field is missing. */
  texts(name: string): readonly string[] {
    return (this.has(name) ? this.list(name) : []).map((item) => {
      if (typeof item !== 'string') throw this.malformed(`${name} holds something other than strings`);
      return item;
    });
  }

  list(name: string): readonly unknown[] {
    const value = this.raw(name);
    if (!Array.isArray(value)) throw this.malformed(`${name} is not a list`);
    return value;
  }

  /** The error for this object. */
  malformed(reason: string): QForgeError<'MALFORMED'> {
    return new QForgeError('MALFORMED', { what: this.where, reason });
  }
}

/** Whether `value` is an object with named fields. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes of hexadecimal digits. Throws `MALFORMED`. */
export function hexBytes(digits: string, where: string): Uint8Array {
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/u.test(digits)) {
    throw new QForgeError('MALFORMED', { what: where, reason: 'it is not hexadecimal' });
  }
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
