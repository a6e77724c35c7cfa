import { useEffect, useState } from 'preact/hooks';
import { ask, type Failure } from './api.ts';
import { onEvent } from './live.ts';
import { sessionEnded } from './session.ts';

/** Something that is read from the interface: what is known of it, and what went wrong last. */
export interface Resource<T> {
  /** The last good answer, which stays while a later one fails. */
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  /** When `data` came, by this machine's clock. */
  readonly atMs: number;
  readonly reload: () => void;
}

/** When a resource is read again. */
export interface ResourceTimes {
  readonly everyMs?: number;
  /** Events after which it is other than before. */
  readonly on?: readonly string[];
  /** Read again when this is another. */
  readonly version?: string;
}

/** Reads a path now and again, as long as the component is shown; an undefined path reads nothing. */
export function useResource<T>(
  path: string | undefined,
  { everyMs, on = [], version }: ResourceTimes = {},
): Resource<T> {
  const [known, setKnown] = useState<Omit<Resource<T>, 'reload'> & { readonly path: string | undefined }>(
    nothing(path),
  );
  const [turn, setTurn] = useState(0);
  const reload = (): void => setTurn((before) => before + 1);
  useEffect(() => {
    if (path === undefined) return undefined;
    let isGone = false;
    const read = async (): Promise<void> => {
      const answer = await ask<T>('GET', path);
      if (isGone) return;
      if ('data' in answer) setKnown({ path, data: answer.data, failure: undefined, atMs: Date.now() });
      else {
        if (answer.failure.code === 'ADMIN_UNAUTHENTICATED') sessionEnded();
        setKnown((before) => ({ ...(before.path === path ? before : nothing<T>(path)), failure: answer.failure }));
      }
    };
    const isVisible = (): boolean => document.visibilityState === 'visible';
    const timer = everyMs === undefined ? undefined : setInterval(() => isVisible() && void read(), everyMs);
    const stops = [...on, 'reset'].map((type) => onEvent(type, () => void read()));
    void read();
    return () => {
      isGone = true;
      clearInterval(timer);
      for (const stop of stops) stop();
    };
  }, [path, everyMs, turn, version]);
  return { ...(known.path === path ? known : nothing<T>(path)), reload };
}

function nothing<T>(path: string | undefined): Omit<Resource<T>, 'reload'> & { readonly path: string | undefined } {
  return { path, data: undefined, failure: undefined, atMs: 0 };
}
