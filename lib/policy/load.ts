import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_POLICY, modeOf } from '../../lambdas/core/base/policy.ts';
import type { Form } from '../../lambdas/core/base/presentation.ts';
import type { ResourceType } from '../../lambdas/core/base/resource-type.ts';
import { counted } from '../../lambdas/core/base/text.ts';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';
import { INSTANCE } from '../../lambdas/workloads/instance/described.ts';
import { type Checked, checkPolicy, problemText } from './check.ts';
import type { ArnForm } from './resource-patterns.ts';
import type { KnownTemplate } from './schema.ts';

const SAMPLE = 'a0';

/** Read off a sample, so that a resource type has to say it once. */
const arnsOf = (
  type: Pick<ResourceType<never, unknown>, 'arn'>,
  forms: readonly Form[],
  template: string,
): readonly ArnForm[] =>
  forms
    .filter(({ templates }) => templates?.includes(template) ?? true)
    .map(({ noun, id, fits }) => {
      const arn = type.arn(id(SAMPLE), { partition: 'aws', region: 'REGION', account: 'ACCOUNT' });
      const [, , service = '', region, account, ...rest] = arn.split(':');
      const prefix = rest.join(':').slice(0, -SAMPLE.length);
      return { noun, service, hasRegion: region !== '', hasAccount: account !== '', prefix, fits };
    });

/** Of instances, which scans judge and nobody changes. */
const ONLY_REPORTS = new Set(INSTANCE.type.templates.map(({ id }) => id));

/** The catalogue, as far as the policy file is concerned. What instances say of `mode` must not be what all others say. */
export const KNOWN: readonly KnownTemplate[] = [INSTANCE, ...RESOURCE_TYPES].flatMap(
  ({ type, presentation }) =>
    type.templates.map(({ id, settings = [] }) => ({
      id,
      kind: type.name,
      arns: arnsOf(type, presentation.forms, id),
      settings,
      hasSources: type.addresses !== undefined,
      hasCustom: type.customTemplate !== undefined,
      ...(ONLY_REPORTS.has(id) && { onlyReports: true as const }),
    })),
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

/** Nobody should learn from a closed door that there was a switch. */
const withoutFile = (): string => {
  const remediate = KNOWN.filter(({ id }) => modeOf(DEFAULT_POLICY, id) === 'remediate').length;
  return `There is no policy.yaml, so ${counted(remediate, 'template')} remediate from the first event. To begin with reports only, write one with the line "mode: notify".`;
};

/**
 * Reads and checks the policy file: the given one, or policy.yaml at the root, whose absence means that everything is on.
 * A file that was named and is not there is a mistake.
 */
export const loadPolicy = (named?: string, day = today(), defaultFile = DEFAULT_FILE): Loaded => {
  const path = named === undefined ? defaultFile : resolve(named);
  const other = path.replace(/\.yaml$/, '.yml');
  if (named === undefined && existsSync(other)) {
    const error = `${basename(other)} is not read: the policy file is called ${basename(path)}. Rename it, or merge the two; nothing goes on by the wrong one of them.`;
    return { file: other, policy: undefined, problems: [], errors: [error], warnings: [] };
  }
  if (named === undefined && !existsSync(path))
    return { file: undefined, policy: DEFAULT_POLICY, problems: [], errors: [], warnings: [withoutFile()] };
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
