import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_POLICY } from '../../lambdas/core/base/policy.ts';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';
import { INSTANCE_TEMPLATES } from '../../lambdas/workloads/instance/templates.ts';
import { ec2Instance } from '../../lambdas/workloads/instance/type.ts';
import { type Checked, checkPolicy, problemText } from './check.ts';
import type { KnownTemplate } from './schema.ts';

/** Judged by scans of disks; see `workloads`. */
const ON_INSTANCES: readonly KnownTemplate[] = INSTANCE_TEMPLATES.map(({ id }) => ({
  id,
  kind: ec2Instance.name,
  service: 'ec2',
  settings: [],
  hasSources: false,
  onlyReports: true,
  hasCustom: false,
}));

/** The catalogue, as far as the policy file is concerned. */
export const KNOWN: readonly KnownTemplate[] = ON_INSTANCES.concat(
  RESOURCE_TYPES.flatMap(({ type }) =>
    type.templates.map(({ id, settings = [] }) => ({
      id,
      kind: type.name,
      service: type.eventSources[0]?.split('.')[0] ?? '',
      settings,
      hasSources: type.addresses !== undefined,
      hasCustom: type.customTemplate !== undefined,
    })),
  ),
);

/** Where the policy is looked for when nobody says where: beside cdk.json. */
export const DEFAULT_FILE = fileURLToPath(new URL('../../policy.yaml', import.meta.url));

export interface Loaded extends Checked {
  /** The file that was read; undefined where there is none, which means the default. */
  readonly file: string | undefined;
  /** The problems, one a line, as compilers write them. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Today, UTC, as `2026-11-22`. */
export const today = (now = new Date()): string => now.toISOString().slice(0, 10);

const textsOf = (file: string, { problems }: Checked, wanted: 'error' | 'warning'): readonly string[] =>
  problems.filter(({ severity }) => severity === wanted).map((problem) => problemText(file, problem));

/**
 * Reads and checks the policy file: the given one, or policy.yaml at the root, whose absence means that everything is on.
 * A file that was named and is not there is a mistake.
 */
export const loadPolicy = (named?: string, day = today()): Loaded => {
  const path = named === undefined ? DEFAULT_FILE : resolve(named);
  if (named === undefined && !existsSync(path))
    return { file: undefined, policy: DEFAULT_POLICY, problems: [], errors: [], warnings: [] };
  const shown = named ?? basename(path);
  if (!existsSync(path)) {
    const error = `There is no file ${shown}: check the path, or name none to use policy.yaml at the root.`;
    return { file: path, policy: undefined, problems: [], errors: [error], warnings: [] };
  }
  const checked = checkPolicy(readFileSync(path, 'utf8'), {
    file: basename(path),
    templates: KNOWN,
    today: day,
  });
  return {
    file: path,
    ...checked,
    errors: textsOf(shown, checked, 'error'),
    warnings: textsOf(shown, checked, 'warning'),
  };
};
