import { canonicalCidr } from '../../lambdas/core/base/network.ts';
import {
  type CustomTemplate,
  DEFAULT_POLICY,
  type Exclusion,
  type Override,
  type Policy,
  type Scan,
  type TemplateSettings,
} from '../../lambdas/core/base/policy.ts';
import type { KnownTemplate } from './entries.ts';
import type { PolicyFile } from './schema.ts';
import type { FileSettings } from './settings.ts';
import { workloadsOf } from './workloads.ts';

type Of<Key extends keyof PolicyFile> = NonNullable<PolicyFile[Key]>;

/** Text of the file may go over several lines; findings are no place for that. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** Zod's types allow keys that are there without a value, which no file can say. */
const defined = <T extends object>(settings: T | undefined) =>
  (settings ?? {}) as { [Key in keyof T]?: Exclude<T[Key], undefined> };

const scanOf = (scan: Exclude<FileSettings['scan'], false | undefined>): Scan => ({
  samplingPercentage: 100,
  maxGigabytes: 10,
  ...(scan === true ? {} : defined(scan)),
});

const settingsOf = ({ scan, ...others }: FileSettings): TemplateSettings => {
  return { ...others, ...(scan && { scan: scanOf(scan) }) } as TemplateSettings;
};

const customOf = ({ id, title, severity, ports, controls, reason }: Of<'customTemplates'>[number]) =>
  ({
    id,
    title: oneLine(title),
    severity,
    ports: ports.map(({ protocol, from, to = from }) => ({ protocol, from, to })),
    ...(controls && { controls }),
    ...(reason && { why: oneLine(reason) }),
  }) satisfies CustomTemplate;

const exclusionOf = (
  entry: Of<'exclusions'>[number],
  origin: string,
  accounts: Readonly<Record<string, string>>,
): Exclusion => {
  const { accounts: names, sources, owner, reason, ...others } = entry;
  const id = (name: string): string => (Object.hasOwn(accounts, name) ? (accounts[name] ?? name) : name);
  return {
    origin,
    ...others,
    ...(names && { accounts: names.map(id) }),
    ...(sources && { sources: sources.map(canonicalCidr) }),
    ...(owner && { owner: oneLine(owner) }),
    ...(reason && { reason: oneLine(reason) }),
  } as Exclusion;
};

const overrideOf = (
  { accounts: names, ...entry }: Of<'overrides'>[number],
  origin: string,
  accounts: Readonly<Record<string, string>>,
): Override =>
  ({
    origin,
    ...entry,
    ...(names && {
      accounts: names.map((name) => (Object.hasOwn(accounts, name) ? (accounts[name] ?? name) : name)),
    }),
  }) as Override;

const hoursOf = (every: string): number => {
  if (every === 'off') return 0;
  const [count, unit] = every.split(' ');
  return Number(count) * (unit?.startsWith('day') ? 24 : 1);
};

const sweepOf = ({ every, ...others }: Of<'sweep'>): Policy['sweep'] => ({
  ...DEFAULT_POLICY.sweep,
  ...defined(others),
  ...(every !== undefined && { everyHours: hoursOf(every) }),
});

/** What is absent unless the file says it. */
const withoutDefault = (file: PolicyFile) => {
  const { permissionsBoundary, operators, workloads, notifyTags, help, egress } = file;
  return {
    ...(egress && { egress: egress as NonNullable<Policy['egress']> }),
    ...(permissionsBoundary && { permissionsBoundary }),
    ...(operators && { operators }),
    ...(notifyTags && { notifyTags }),
    ...(help && { help: oneLine(help) }),
    ...(workloads && { workloads: workloadsOf(workloads) }),
  };
};

/** What the first policy files were written for. */
const FIRST = '0.1';

const isAfter = (version: string, other: string): boolean =>
  version.localeCompare(other, 'en', { numeric: true }) > 0;

/**
 * Templates that only report because the file says nothing of them. Either their default is to report; or they came later
 * than the file, since an upgrade never begins to remove by itself. A template that is the file's own is neither.
 */
export const defaultsOf = (
  templates: readonly KnownTemplate[],
  { asOf = FIRST, templates: named, customTemplates = [] }: Partial<PolicyFile>,
): Pick<Policy, 'heldBack' | 'notifyByDefault'> => {
  const own = new Set(customTemplates.map(({ id }) => id));
  const unnamed = templates.filter(({ id }) => named?.[id]?.mode === undefined && !own.has(id));
  const quiet = unnamed.filter(({ defaultMode }) => defaultMode === 'notify');
  const later = unnamed.filter((each) => isAfter(each.since ?? FIRST, asOf) && !quiet.includes(each));
  return {
    ...(later.length > 0 && { heldBack: later.map(({ id }) => id) }),
    ...(quiet.length > 0 && { notifyByDefault: quiet.map(({ id }) => id) }),
  };
};

/** The checked file as the functions want it. `originOf` says where an entry of a list stands. */
export const compile = (
  file: PolicyFile,
  templates: readonly KnownTemplate[],
  originOf: (list: 'exclusions' | 'overrides', index: number) => string,
): Policy => ({
  ...DEFAULT_POLICY,
  ...(file.mode && { mode: file.mode }),
  templates: Object.fromEntries(
    Object.entries(file.templates ?? {}).map(([id, settings = {}]) => [id, settingsOf(settings)]),
  ),
  customTemplates: (file.customTemplates ?? []).map(customOf),
  exclusions: (file.exclusions ?? []).map((entry, i) =>
    exclusionOf(entry, originOf('exclusions', i), file.accounts ?? {}),
  ),
  ...(file.overrides && {
    overrides: file.overrides.map((entry, i) =>
      overrideOf(entry, originOf('overrides', i), file.accounts ?? {}),
    ),
  }),
  exceptions: { ...DEFAULT_POLICY.exceptions, ...defined(file.exceptions) },
  sweep: sweepOf(file.sweep ?? {}),
  flapping: { ...DEFAULT_POLICY.flapping, ...defined(file.flapping) },
  retention: { ...DEFAULT_POLICY.retention, ...defined(file.retention) },
  alarm: file.alarm ?? DEFAULT_POLICY.alarm,
  dashboard: file.dashboard ?? DEFAULT_POLICY.dashboard,
  chat: file.chat ?? DEFAULT_POLICY.chat,
  ...defaultsOf(templates, file),
  ...withoutDefault(file),
});
