/** A group of pages in the navigation. */
export interface SiteSection {
  readonly title: string;
  /** Documents from the root of the repository, in order; a trailing `/` takes all of a folder that are named nowhere else. */
  readonly sources: readonly string[];
}

/** The first page. */
export const HOME_SOURCE = 'docs/index.md';

/** The navigation, from top to bottom. What is in `docs/` and named nowhere comes under the last title. */
export const siteSections: readonly SiteSection[] = [
  { title: 'Start', sources: [HOME_SOURCE, 'docs/start.md', 'docs/faq.md', 'docs/comparison.md'] },
  {
    title: 'Guides',
    sources: [
      'docs/guides/application-developer.md',
      'docs/guides/operator.md',
      'docs/guides/qkd-integrator.md',
      'docs/guides/release-team.md',
      'docs/guides/student.md',
      'docs/browser.md',
      'docs/guides/',
    ],
  },
  {
    title: 'Concepts',
    sources: [
      'docs/concepts/hybrid-handshake.md',
      'docs/concepts/quantum-keys.md',
      'docs/concepts/certificates-and-log.md',
      'docs/architecture.md',
      'docs/concepts/',
    ],
  },
  {
    title: 'Operations',
    sources: [
      'docs/operations/deploy.md',
      'docs/operations.md',
      'docs/operations/keys.md',
      'docs/operations/recovery.md',
      'docs/operations/compromise.md',
      'docs/operations/',
      'docs/validators.md',
      'docs/scale-out.md',
      'docs/logging.md',
      'docs/metrics.md',
      'docs/alerts.md',
      'docs/trends.md',
      'docs/threat-detection.md',
      'docs/resilience.md',
      'docs/memory-pool.md',
    ],
  },
  { title: 'Reference', sources: ['docs/cli.md', 'docs/errors.md', 'docs/limits.md'] },
  { title: 'Examples', sources: ['examples/'] },
  { title: 'Specifications', sources: ['docs/spec/handshake.md', 'docs/spec/records.md', 'docs/spec/'] },
  {
    title: 'Evidence',
    sources: [
      'docs/threat-model.md',
      'docs/performance.md',
      'docs/testing.md',
      'docs/formal.md',
      'docs/consensus-evidence.md',
    ],
  },
  { title: 'Decisions', sources: ['docs/adr/'] },
  { title: 'Rooms of the code', sources: ['src/'] },
  { title: 'Project', sources: ['SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/'] },
];

/** A document in its place. */
export interface PlacedDocument {
  readonly section: string;
  readonly source: string;
}

/** Every document of the site in the order of the navigation, each once; those in `repository` alone are there. */
export function placedDocuments(repository: ReadonlySet<string>): readonly PlacedDocument[] {
  const documents = [...repository].filter((path) => path.endsWith('.md')).toSorted();
  const named = new Set(siteSections.flatMap(({ sources }) => sources));
  const taken = new Set<string>();
  return siteSections.flatMap(({ title, sources }) =>
    sources.flatMap((source) =>
      documents
        .filter((path) => (source.endsWith('/') ? path.startsWith(source) && !named.has(path) : path === source))
        .filter((path) => !taken.has(path) && taken.add(path))
        .map((path) => ({ section: title, source: path })),
    ),
  );
}

/** Where a document goes, from the root of the site. */
export function outputPathOf(source: string): string {
  if (source === HOME_SOURCE) return 'index.html';
  return source
    .replace(/^docs\//u, '')
    .replace(/README\.md$/u, 'index.md')
    .replace(/\.md$/u, '.html')
    .toLowerCase();
}
