/** A licence as CycloneDX 1.5 names it: by its SPDX identifier, in an expression, or by name. */
interface StatedLicence {
  readonly license?: { readonly id?: string; readonly name?: string };
  readonly expression?: string;
}

/** A part of the product. */
export interface Part {
  readonly name: string;
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

/** What is wrong with a bill: no part, a part without a hash, or under a licence that nobody has allowed. */
export function billProblems(bill: Bill): readonly string[] {
  if (bill.bomFormat !== 'CycloneDX') return [`the format is ${bill.bomFormat}`];
  if (bill.components.length === 0) return ['there are no parts'];
  return bill.components.flatMap((part) => [
    ...(part.hashes?.some(({ alg }) => alg === 'SHA-512') === true ? [] : [`${keyOf(part)} has no SHA-512`]),
    ...(ALLOWED_LICENCES.has(licenceOf(part)) ? [] : [`${keyOf(part)} is under ${licenceOf(part)}`]),
  ]);
}

function licenceOf({ licenses = [] }: Part): string {
  const [first, ...others] = licenses;
  if (first === undefined || others.length > 0) return others.length > 0 ? 'several licences' : 'none stated';
  return first.expression ?? first.license?.id ?? first.license?.name ?? 'none stated';
}

function keyOf({ name, version }: Part): string {
  return `${name} ${version}`;
}
