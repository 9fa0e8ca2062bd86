import { VERSION } from '../../lambdas/adapters/version.ts';
import type { ScanReport } from '../../lambdas/workloads/scan-report.ts';

/** A path of a machine as a reference relative to its root. */
const uriOf = (path: string): string => path.slice(1).split('/').map(encodeURIComponent).join('/');

const locationOf = (path: string, line?: number) => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(path), uriBaseId: 'ROOT' },
    ...(line !== undefined && { region: { startLine: line } }),
  },
});

/** The secrets and threats of an instance in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/). */
export const sarif = ({ instance, at, secrets, threats }: ScanReport) => {
  const results = [
    ...threats.map(({ rule, path }) => ({
      ruleId: `threat/${rule}`,
      level: 'error',
      message: { text: `${rule} was found in ${path} of ${instance}. Isolate the instance.` },
      locations: [locationOf(path)],
      partialFingerprints: { 'drawbridge/v1': `${instance}/threat/${rule}${path}` },
    })),
    ...secrets.map(({ rule, path, line, hash }) => ({
      ruleId: `secret/${rule}`,
      level: 'error',
      message: { text: `A secret (${rule}) lies in ${path} of ${instance}. Rotate it, then remove it.` },
      locations: [locationOf(path, line)],
      partialFingerprints: { 'drawbridge/v1': `${instance}/secret/${rule}/${hash}${path}` },
    })),
  ];
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Drawbridge',
            semanticVersion: /^\d+\.\d+\.\d+/.exec(VERSION)?.[0] ?? '0.0.0',
            rules: ids.map((id) => ({ id, shortDescription: { text: id } })),
          },
        },
        invocations: [{ executionSuccessful: true, endTimeUtc: at }],
        originalUriBaseIds: {
          ROOT: { description: { text: `The root of the file systems of ${instance}` } },
        },
        results,
      },
    ],
  };
};
