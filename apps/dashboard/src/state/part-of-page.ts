import { useEffect, useState } from 'preact/hooks';
import type { Failure } from './api.ts';
import type { Resource } from './resource.ts';

const MISSING: Failure = {
  code: 'PART_MISSING',
  message: 'A part of this page could not be loaded.',
  hint: 'The process may have ended, or be another version than when the page was opened. The whole page has to be loaded again.',
};

/** A part of the page that is loaded once it is shown: models that compute much. */
export function usePartOfPage<T>(load: () => Promise<T>): Resource<T> {
  const [known, setKnown] = useState<Pick<Resource<T>, 'data' | 'failure'>>({ data: undefined, failure: undefined });
  useEffect(() => {
    load().then(
      (data) => setKnown({ data, failure: undefined }),
      () => setKnown({ data: undefined, failure: MISSING }),
    );
  }, []);
  return { ...known, reload: () => location.reload() };
}
