import type { Severity } from './resource-type.ts';

export type Mode = 'remediate' | 'notify' | 'off';

/** tcp or udp ports; `to` is `from` where one port is meant. */
export interface Ports {
  readonly protocol: 'tcp' | 'udp';
  readonly from: number;
  readonly to: number;
}

export interface CustomTemplate {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly ports: readonly Ports[];
  readonly controls?: readonly string[];
  readonly why?: string;
}

/** A Macie classification job on a bucket that violates. */
export interface Scan {
  /** Percent of the objects that are looked into. */
  readonly samplingPercentage: number;
  /** A bucket that holds more is not scanned. */
  readonly maxGigabytes: number;
}

/** What the policy file says about one template. */
export interface TemplateSettings {
  readonly mode?: Mode;
  /** Port templates: take away the whole row (the default), or just the forbidden ports of it. */
  readonly ranges?: 'row' | 'split';
  /** Port templates: what to do about a group that an AWS service made for itself; `notify` where nothing is said. */
  readonly serviceGroups?: 'notify' | 'remediate';
  /** The template about reading: what to do about a bucket that is a website; `notify` where nothing is said. */
  readonly websites?: 'notify' | 'remediate';
  readonly scan?: Scan;
}

/** What a tag's value must be: this, one of these, or, where the tag is there, none of these; `*` stands for any text. */
export type TagWish = string | readonly string[] | { readonly not: string | readonly string[] };

/**
 * A reason why violations are left alone. All keys that are there must hold; inside a list one entry is enough; of
 * several tags all must be on one and the same resource.
 */
export interface Exclusion {
  /** Where it stands, e.g. `policy.yaml:12`. */
  readonly origin: string;
  /** Account ids. */
  readonly accounts?: readonly string[];
  readonly tags?: Readonly<Record<string, TagWish>>;
  /** `*` stands for any text. A bucket is where it is looked at. */
  readonly regions?: readonly string[];
  /** Ids, names or ARNs; `*` stands for any text. */
  readonly resources?: readonly string[];
  readonly templates?: readonly string[];
  /** CIDRs: only parts that let in nobody else. */
  readonly sources?: readonly string[];
  /** The last day, UTC, as `2027-01-31`. */
  readonly until?: string;
  readonly owner?: string;
  readonly reason?: string;
  /** Names of packages, `*` stands for any text: only updates of these. */
  readonly packages?: readonly string[];
  /** Only updates that fix nothing but these. */
  readonly cves?: readonly string[];
  /** Where packages are listed or secrets lie, `*` stands for any text: only what is nowhere else. */
  readonly paths?: readonly string[];
  /** Only what these rules for secrets have found; `*` stands for any text. */
  readonly rules?: readonly string[];
  /** Only these secrets, by the hashes that findings name. */
  readonly hashes?: readonly string[];
}

/** Another mode for some accounts, regions, resources or templates; all keys that are there must hold. */
export interface Override extends Pick<Exclusion, 'origin' | 'accounts' | 'regions' | 'tags' | 'templates'> {
  readonly mode: Mode;
}

/** Why a violation is left alone, and who answers for it. */
export interface Reason {
  readonly reason: string;
  readonly owner?: string;
  /** The last day, UTC; of an exception its end, ISO 8601. */
  readonly until?: string;
}

/** What the policy says about the sweep over what is there already. */
export interface SweepSettings {
  /** 0 where no sweep runs by itself. */
  readonly everyHours: number;
  /** What the first sweep of a deployment does. */
  readonly first: 'notify' | 'remediate';
  /** The most resources that one sweep changes. */
  readonly maxFixes: number;
}

/** What the policy says about looking into the disks of EC2 instances. */
export interface WorkloadSettings {
  /** 0 where no scan begins by itself. */
  readonly everyHours: number;
  /** Keys of tags, one of which leaves an instance out, whatever its value. */
  readonly skipTags: readonly string[];
  readonly volumes: 'root' | 'all';
  readonly scope: 'usual' | 'all';
  /** Beside the usual places. */
  readonly paths: readonly string[];
  /** Whether secrets are looked for. */
  readonly secrets: boolean;
  /** Whether threats are looked for: in files that have changed where they come to lie, or in every file each time. */
  readonly threats: 'off' | 'changed' | 'full';
  /** The least severity that is reported. */
  readonly reportFrom: Severity;
  /** Older advisories are a finding. */
  readonly dataMaxAgeHours: number;
  /** Where advisories are fetched instead of from their publishers; a URL. */
  readonly mirror?: string;
}

/** The policy file as it travels with the functions: checked at synth, defaults filled in. */
export interface Policy {
  readonly mode: Mode;
  readonly templates: Readonly<Record<string, TemplateSettings>>;
  readonly customTemplates: readonly CustomTemplate[];
  readonly exclusions: readonly Exclusion[];
  /** The first that holds decides. */
  readonly overrides?: readonly Override[];
  /** The longest time that an exception may be granted for. */
  readonly exceptions: { readonly maxDays: number };
  readonly sweep: SweepSettings;
  /** The same violation more often than this is escalated instead of reported each time. */
  readonly flapping: { readonly perHour: number };
  readonly retention: { readonly ledgerDays: number };
  readonly alarm: boolean;
  readonly dashboard: boolean;
  readonly chat: boolean;
  /** Absent: nothing of it is deployed. */
  readonly workloads?: WorkloadSettings;
  /** Ids of templates that came after what the policy file was written for: they only report until it says otherwise. */
  readonly heldBack?: readonly string[];
  /** Ids of templates whose default is to report, and that the policy file does not name. */
  readonly notifyByDefault?: readonly string[];
  /** The name of the managed policy that bounds all roles. */
  readonly permissionsBoundary?: string;
  /** Keys of the tags that findings show; at most five. */
  readonly notifyTags?: readonly string[];
  /** Whom to ask, one line; it ends what a finding says is to be done. */
  readonly help?: string;
  /** ARNs of the roles that alone may write exceptions; `*` as the account is the own one. */
  readonly operators?: readonly string[];
}

/** What an absent policy file means. */
export const DEFAULT_POLICY: Policy = {
  mode: 'remediate',
  templates: {},
  customTemplates: [],
  exclusions: [],
  exceptions: { maxDays: 30 },
  sweep: { everyHours: 6, first: 'notify', maxFixes: 25 },
  flapping: { perHour: 5 },
  retention: { ledgerDays: 400 },
  alarm: true,
  dashboard: false,
  chat: false,
};

/** What the policy says about a template; nothing where it does not mention it. */
export const settingsOf = ({ templates }: Pick<Policy, 'templates'>, template: string): TemplateSettings =>
  (Object.hasOwn(templates, template) ? templates[template] : undefined) ?? {};

/** What the mode of a template depends on. */
export type Modes = Pick<Policy, 'mode' | 'templates' | 'heldBack' | 'notifyByDefault'>;

export const modeOf = (policy: Modes, template: string): Mode => {
  const { mode } = settingsOf(policy, template);
  if (mode) return mode;
  const onlyReports = policy.heldBack?.includes(template) || policy.notifyByDefault?.includes(template);
  return policy.mode === 'remediate' && onlyReports ? 'notify' : policy.mode;
};

/** The modes that a template can have somewhere, overrides included: its own, and those that an override names it with. */
const modesOf = (policy: Modes & Pick<Policy, 'overrides'>, template: string): readonly Mode[] => [
  modeOf(policy, template),
  ...(policy.overrides ?? []).flatMap(({ templates, tags, mode }) =>
    templates?.includes(template) && !tags ? [mode] : [],
  ),
];

/** Can a template be on for some resource? */
export const mayBeOn = (policy: Modes & Pick<Policy, 'overrides'>, template: string): boolean =>
  modesOf(policy, template).some((mode) => mode !== 'off');

const mayRemediate = (policy: Modes & Pick<Policy, 'overrides'>, template: string): boolean =>
  modesOf(policy, template).includes('remediate');

/** Does an exclusion or override name tags? Only then are tags read, and changes of them on others than the resource looked at. */
export const namesTags = ({
  exclusions,
  overrides = [],
}: Pick<Policy, 'exclusions' | 'overrides'>): boolean =>
  [...exclusions, ...overrides].some(({ tags }) => tags !== undefined);

/** Do findings show tags? Then they are read beside the fix. */
export const showsTags = ({ notifyTags = [] }: Pick<Policy, 'notifyTags'>): boolean => notifyTags.length > 0;

/** The templates that look into what was exposed once they have closed it; a template that closes nothing scans nothing. */
export const scanningTemplates = (policy: Modes & Pick<Policy, 'overrides'>): readonly string[] =>
  Object.keys(policy.templates).filter(
    (template) => settingsOf(policy, template).scan && mayRemediate(policy, template),
  );

/** Does a remediating template split ranges? Only then may anything be added. */
export const splitsRanges = (policy: Modes & Pick<Policy, 'overrides'>): boolean =>
  Object.entries(policy.templates).some(
    ([template, { ranges }]) => ranges === 'split' && mayRemediate(policy, template),
  );
