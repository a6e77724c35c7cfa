/** What the bearer of a token may do: read everything, or also change things. */
export type AdminScope = 'read' | 'control';

/** Whether one scope holds the other. */
export function holdsScope(scope: AdminScope, wanted: AdminScope): boolean {
  return scope === 'control' || wanted === 'read';
}
