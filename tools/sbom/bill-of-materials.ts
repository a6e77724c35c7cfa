/** A licence as CycloneDX 1.5 names it: by its SPDX identifier, in an expression, or by name. */
interface StatedLicence {
  readonly license?: { readonly id?: string; readonly name?: string };
  readonly expression?: string;
}

/** A part of the product. */
export interface Part {
  readonly name: string;
  /** What the bill's other entries call it. */
  readonly 'bom-ref'?: string;
  readonly version: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly StatedLicence[];
}

/** A CycloneDX document, as far as it is looked at. */
export interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Part; readonly [key: string]: unknown };
  readonly components: readonly Part[];
  /** Which part needs which others. */
  readonly dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  readonly [key: string]: unknown;
}

/** Licences under which a part may be: permissive ones, whose terms are met by naming them. */
export const ALLOWED_LICENCES: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Unlicense',
]);

/** More than this is no longer few. */
export const MOST_PARTS = 24;

/** A lockfile of npm, as far as it is looked at: by the folder, and why each is there. Without a reason it is part of the product. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly optional?: boolean;
}

/**
 * The bill of what is installed with the product, of a bill of everything that the lockfile holds.
 *
 * npm's own `--omit dev` is not used: it leaves out whatever a tool of development needs as well.
 */
export function productBill(bill: Bill, { packages }: Lockfile): Bill {
  const installed = new Set(
    Object.entries(packages).flatMap(([path, { version, dev, devOptional, peer, optional }]) =>
      path === '' || [dev, devOptional, peer, optional].includes(true) ? [] : [`${packageName(path)}@${version}`],
    ),
  );
  const product = bill.metadata.component['bom-ref'] ?? '';
  return {
    ...bill,
    components: bill.components.filter(({ name, version }) => installed.has(`${name}@${version}`)),
    dependencies: (bill.dependencies ?? [])
      .filter(({ ref }) => ref === product || installed.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => installed.has(other)) })),
  };
}

function packageName(path: string): string {
  const folder = 'node_modules/';
  return path.slice(path.lastIndexOf(folder) + folder.length);
}

/** The same bill without what differs from one run and one folder to the next, so that the same lockfile gives the same bytes. */
export function reproducibleBill(bill: Bill, productName: string): Bill {
  const { serialNumber: _serial, metadata, components, ...rest } = bill;
  const { timestamp: _time, ...lasting } = metadata;
  const component = { ...metadata.component, name: productName };
  return {
    ...rest,
    bomFormat: bill.bomFormat,
    metadata: { ...lasting, component },
    components: components.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
}

/** Parts by licence, the most frequent first; a part without one is under `none stated`. */
export function partsByLicence({
  components,
}: Bill): readonly (readonly [licence: string, parts: readonly string[]])[] {
  const byLicence = Map.groupBy(components, licenceOf);
  return Array.from(byLicence, ([licence, parts]): [string, readonly string[]] => [
    licence,
    parts.map(keyOf).toSorted(),
  ]).toSorted(([, a], [, b]) => b.length - a.length);
}

/** What is wrong with a bill: no part, too many, one of these packages missing, a part without a hash, or under a licence that nobody has allowed. */
export function billProblems(bill: Bill, packages: readonly string[]): readonly string[] {
  if (bill.bomFormat !== 'CycloneDX') return [`the format is ${bill.bomFormat}`];
  if (bill.components.length === 0) return ['there are no parts'];
  const parts = new Set(bill.components.map(({ name }) => name));
  const missing = packages.filter((name) => !parts.has(name)).map((name) => `${name} is missing`);
  const many = parts.size > MOST_PARTS ? [`${parts.size} parts are more than ${MOST_PARTS}`] : [];
  const wrong = bill.components.flatMap((part) => [
    ...(part.hashes?.some(({ alg }) => alg === 'SHA-512') === true ? [] : [`${keyOf(part)} has no SHA-512`]),
    ...(ALLOWED_LICENCES.has(licenceOf(part)) ? [] : [`${keyOf(part)} is under ${licenceOf(part)}`]),
  ]);
  return [...missing, ...many, ...wrong];
}

function licenceOf({ licenses = [] }: Part): string {
  const [first, ...others] = licenses;
  if (first === undefined || others.length > 0) return others.length > 0 ? 'several licences' : 'none stated';
  return first.expression ?? first.license?.id ?? first.license?.name ?? 'none stated';
}

function keyOf({ name, version }: Part): string {
  return `${name} ${version}`;
}
