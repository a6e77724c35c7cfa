import type { ComponentChildren, JSX } from 'preact';

/** A part of a page with its heading, and what belongs beside the heading. */
export function Section(props: {
  title: string;
  id: string;
  aside?: ComponentChildren;
  lead?: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  const { title, id, aside, lead, children } = props;
  return (
    <section aria-labelledby={id}>
      <header class="section-head">
        <h2 id={id}>{title}</h2>
        {aside === undefined ? null : <div class="aside">{aside}</div>}
      </header>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** A PeerId or a hash: its beginning, all of it on pointing and in what is copied. */
export function Identifier({ text, length = 14 }: { text: string; length?: number }): JSX.Element {
  if (text.length <= length + 2) return <code class="identifier">{text}</code>;
  return (
    <code class="identifier" title={text}>
      {text.slice(0, length)}
      <span class="rest">{text.slice(length)}</span>
    </code>
  );
}
