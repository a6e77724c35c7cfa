import { type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';

type Member = (...input: never[]) => unknown;
type Changes = Readonly<Record<string, (original: Member) => unknown>>;

/** The object with some members replaced, which may call the original ones. */
export function withMembers<T extends object>(target: T, changes: Changes): T {
  return new Proxy(target, {
    get: (object, property) => {
      const member = Reflect.get(object, property, object) as unknown;
      const bound = typeof member === 'function' ? (member.bind(object) as Member) : member;
      const change = typeof property === 'string' && Object.hasOwn(changes, property) ? changes[property] : undefined;
      return change === undefined ? bound : change(bound as Member);
    },
  });
}

/** The native backend with one look-up that gives something else than it should. */
export function faultyBackend(
  kind: keyof CryptoBackend,
  name: string,
  spoil: (algorithm: never) => unknown,
): CryptoBackend {
  return withMembers(nativeBackend, {
    [kind]: (lookUp) => (asked: string) => {
      const algorithm = lookUp(asked as never);
      return asked === name ? spoil(algorithm as never) : algorithm;
    },
  });
}
