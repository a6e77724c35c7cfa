import type { ComponentChildren, JSX } from 'preact';
import type { Failure } from '../state/api.ts';
import { connection } from '../state/live.ts';
import type { Resource } from '../state/resource.ts';

/** Says that there is nothing, why, and what would bring something. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children === undefined ? null : <div class="empty-text">{children}</div>}
    </div>
  );
}

/** Lines where text will be. */
export function Loading({ lines = 3 }: { lines?: number }): JSX.Element {
  return (
    <div class="loading" role="status">
      <span class="hidden">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="loading-line" />
      ))}
    </div>
  );
}

/** What failed, and what to do. */
export function FailureNote({ failure, onRetry }: { failure: Failure; onRetry?: () => void }): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{failure.message}</strong> {failure.hint}
      </p>
      <p class="failure-foot">
        <code>{failure.code}</code>
        {onRetry === undefined ? null : (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
      </p>
    </div>
  );
}

/** A resource's content once it is there; lines before, and what failed above what is known from before. */
export function Loaded<T>(props: {
  resource: Resource<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}): JSX.Element {
  const { resource, lines, children } = props;
  const { data, failure, reload } = resource;
  // Above the page stands already that there is no connection, and that what is shown is old.
  const isSaid = connection.value === 'offline' && data !== undefined && failure?.code === 'UNREACHABLE';
  if (failure?.code === 'ADMIN_PATH_UNKNOWN') {
    return <Empty title="This process does not offer that.">It runs a version, or in a mode, without this part.</Empty>;
  }
  return (
    <>
      {failure === undefined || isSaid ? null : <FailureNote failure={failure} onRetry={reload} />}
      {data === undefined
        ? failure === undefined && <Loading {...(lines === undefined ? {} : { lines })} />
        : children(data)}
    </>
  );
}
