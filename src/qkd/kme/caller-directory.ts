import type { X509Certificate } from 'node:crypto';
import { isEntityId } from '../etsi/sae-id.ts';

/** Who calls a key manager: an application, or another key manager. */
export interface Caller {
  readonly kind: 'sae' | 'kme';
  readonly id: string;
}

/** A caller that is known, and its one certificate if it is tied to one. */
export interface KnownCaller extends Caller {
  /** SHA-256 of the certificate as lower-case hex; undefined: any certificate of the authority that carries the name. */
  readonly fingerprint?: string | undefined;
}

/** The name of a caller in the alternative names of its certificate. */
export function callerUri({ kind, id }: Caller): string {
  return `urn:qforge:${kind}:${id}`;
}

const CALLER_URI = /^URI:urn:qforge:(?<kind>sae|kme):(?<id>.+)$/u;

/**
 * Tells callers by their certificates, after TLS has traced these back to the trusted authority.
 *
 * A caller is the one that its alternative name says, never a serial number or a common name; whoever is tied to a
 * fingerprint must show that very certificate. spec/kme §2.2
 */
export class CallerDirectory {
  readonly #known: ReadonlyMap<string, KnownCaller>;
  readonly #byFingerprint: ReadonlyMap<string, KnownCaller>;

  constructor(known: readonly KnownCaller[]) {
    this.#known = new Map(known.map((caller) => [callerUri(caller), caller]));
    const tied = known.flatMap((caller): [string, KnownCaller][] =>
      caller.fingerprint === undefined ? [] : [[caller.fingerprint, caller]],
    );
    this.#byFingerprint = new Map(tied);
  }

  /** The caller behind a certificate whose chain has been checked; undefined for a stranger. */
  identify(certificate: X509Certificate): Caller | undefined {
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    const tied = this.#byFingerprint.get(fingerprint);
    if (tied !== undefined) return { kind: tied.kind, id: tied.id };
    const named = callerNamedBy(certificate);
    const known = named === undefined ? undefined : this.#known.get(callerUri(named));
    return known === undefined || known.fingerprint !== undefined ? undefined : named;
  }
}

/** The one caller that a certificate names. Node quotes names with special characters, which then match nothing. */
function callerNamedBy(certificate: X509Certificate): Caller | undefined {
  const names = (certificate.subjectAltName ?? '').split(', ').flatMap((name) => {
    const groups = CALLER_URI.exec(name)?.groups;
    return groups === undefined ? [] : [{ kind: groups['kind'] as Caller['kind'], id: groups['id'] ?? '' }];
  });
  const [first, ...others] = names;
  return first !== undefined && others.length === 0 && isEntityId(first.id) ? first : undefined;
}
