import { acvpMlDsaRunner } from './acvp-ml-dsa.ts';
import { acvpMlKemRunner } from './acvp-ml-kem.ts';
import { acvpSlhDsaRunner } from './acvp-slh-dsa.ts';
import { isRecord, JsonFields } from './json-fields.ts';
import { type GroupedRunner, groupedCases } from './test-groups.ts';
import type { VectorFormat } from './vector-format.ts';

const runners: Readonly<Record<string, (mode: string, group: JsonFields) => GroupedRunner>> = {
  'ML-KEM': acvpMlKemRunner,
  'ML-DSA': acvpMlDsaRunner,
  'SLH-DSA': acvpSlhDsaRunner,
};

/**
 * NIST's vectors for FIPS 203, 204 and 205: inputs and answers in one file, told by algorithm and mode.
 *
 * The mode stands with the file, or with each group as in BoringSSL's collection.
 */
export const acvp: VectorFormat = {
  name: 'ACVP',
  read: (file) => {
    const { json } = file;
    if (!isRecord(json) || !Array.isArray(json.testGroups) || json.schema !== undefined) return undefined;
    const root = new JsonFields(json, file.path);
    const runnerOf = runners[root.text('algorithm')];
    if (runnerOf === undefined) return undefined;
    return groupedCases(root, (group) => runnerOf((root.has('mode') ? root : group).text('mode'), group));
  },
};
