import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_POLICY, modeOf, type Policy } from '../../lambdas/core/base/policy.ts';
import type { Form } from '../../lambdas/core/base/presentation.ts';
import type { ResourceType } from '../../lambdas/core/base/resource-type.ts';
import { counted } from '../../lambdas/core/base/text.ts';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';
import { INSTANCE } from '../../lambdas/workloads/instance/described.ts';
import { bundleMistake } from './ca-bundle.ts';
import { type Checked, checkPolicy, problemText } from './check.ts';
import { defaultsOf } from './compile.ts';
import type { KnownTemplate } from './entries.ts';
import type { ArnForm } from './resource-patterns.ts';

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
    type.templates.map(({ id, since, defaultMode, ports, settings = [] }) => ({
      ...{ id, since, defaultMode, ports },
      kind: type.name,
      arns: arnsOf(type, presentation.forms, id),
      settings,
      hasSources: type.addresses !== undefined,
      hasCustom: type.customTemplate !== undefined,
      ...(ONLY_REPORTS.has(id) && { onlyReports: true as const }),
    })),
);

/** Those that can do more than report. */
export const CLOSING: readonly KnownTemplate[] = KNOWN.filter(({ onlyReports }) => !onlyReports);

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

/** What holds where there is no file. */
const WITHOUT_FILE: Policy = { ...DEFAULT_POLICY, ...defaultsOf(KNOWN, {}) };

const MOST_NAMED = 5;

/** For those who deploy: what is held back, and how it is let go. */
export const heldBackText = ({ heldBack = [] }: Policy): readonly string[] => {
  const versions = KNOWN.flatMap(({ id, since }) => (since && heldBack.includes(id) ? [since] : []));
  if (versions.length === 0) return [];
  const newest = versions.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1);
  const named = [...heldBack.slice(0, MOST_NAMED), ...(heldBack.length > MOST_NAMED ? ['…'] : [])].join(', ');
  return [
    `${counted(heldBack.length, 'template')} came later than the policy file and only ${heldBack.length === 1 ? 'reports' : 'report'}: ${named}. To have them close as well, write asOf: "${newest}", or a mode for each.`,
  ];
};

/** Nobody should learn from a closed door that there was a switch. */
const withoutFile = (): string => {
  const remediate = CLOSING.filter(({ id }) => modeOf(WITHOUT_FILE, id) === 'remediate').length;
  return `There is no policy.yaml, so ${counted(remediate, 'template')} remediate from the first event. To begin with reports only, write one with the line "mode: notify".`;
};

/** The company's authorities lie beside the policy file; a file that Node would ignore must not be deployed. */
const withBundle = (
  policy: Policy | undefined,
  path: string,
  shown: string,
): Pick<Loaded, 'policy' | 'errors'> => {
  const { egress } = policy ?? {};
  if (!policy || !egress?.caBundle) return { policy, errors: [] };
  const caBundle = resolve(dirname(path), egress.caBundle);
  const mistake = bundleMistake(caBundle);
  return mistake
    ? { policy: undefined, errors: [`${shown}: egress.caBundle: ${egress.caBundle}: ${mistake}`] }
    : { policy: { ...policy, egress: { ...egress, caBundle } }, errors: [] };
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
    return { file: undefined, policy: WITHOUT_FILE, problems: [], errors: [], warnings: [withoutFile()] };
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
  const { policy, errors } = withBundle(checked.policy, path, shown);
  return {
    file: path,
    ...checked,
    policy,
    errors: [...textsOf(shown, checked, 'error'), ...errors],
    warnings: textsOf(shown, checked, 'warning'),
  };
};
