import type { CloudTrailEvent } from './event.ts';
import type { CustomTemplate, Policy, Ports, TemplateSettings } from './policy.ts';

export type Severity = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

/** IAM permissions as IAM spells them; `resources` may hold the pseudo-variables ${AWS::Partition}, ${AWS::Region} and ${AWS::AccountId}. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * What a successful API call can do to a violation: open one, close one, or either.
 * Our own closing calls wake nobody; `tags` calls are filtered by the resource ids that `tagged` names.
 */
export interface Call {
  readonly wakes: 'opens' | 'closes' | 'both';
  /** An EventBridge pattern below `detail` that the call must match as well. */
  readonly only?: Readonly<Record<string, unknown>>;
  /** It deletes the resource: what was allowed until then is over. */
  readonly deletes?: true;
  /** It touches so many resources that a sweep looks at them, not the fixer. */
  readonly sweep?: true;
}

/** Where a resource lives; enough to write its ARN. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** What a part of a disk's finding is about, by the keys of exclusions; it has those only that it knows. */
export interface Software {
  readonly packages?: readonly string[];
  readonly cves?: readonly string[];
  /** Where the package is listed, or the secret lies. */
  readonly paths?: readonly string[];
  readonly rules?: readonly string[];
  readonly hashes?: readonly string[];
}

/** What is said of one resource's finding beyond its template. */
export interface Grade {
  readonly severity: Severity;
  /** 0 to 100. */
  readonly risk?: number;
  /** A sentence or more for people. */
  readonly note?: string;
}

/** One CSPM audit rule over the model of one resource type. */
export interface Template<Model, Part> {
  readonly id: string;
  readonly title: string;
  /** Why it matters, one sentence; it goes into the finding. */
  readonly why: string;
  readonly severity: Severity;
  /** AWS Security Hub control ids, e.g. `EC2.19`. */
  readonly controls: readonly string[];
  /** The version that it came with, e.g. `0.2`; that of the first templates where it is absent. */
  readonly since?: string;
  /** It only reports unless the policy file names it: what it finds is often meant, or its fix was never tried on AWS. */
  readonly defaultMode?: 'notify';
  /** Nothing ever fixes it, whatever the policy file says: no call is safe for everybody. */
  readonly onlyReports?: true;
  /** What it forbids to open to the world; only of port templates. */
  readonly ports?: readonly Ports[];
  /** The catalogue's words for what the template looks at, e.g. `tcp 445`. */
  readonly covers: string;
  /** Keys of the policy file that it takes beside `mode`. */
  readonly settings?: readonly Exclude<keyof TemplateSettings, 'mode'>[];
  /** The parts of the resource that break the template: its own objects, untouched; empty means compliant. Must be pure. */
  offending(model: Model): readonly Part[];
  /**
   * Why an offending part is only reported, never removed: it cannot be fully understood, or the policy file's settings
   * for this template leave it alone. Undefined where it may go. Must be pure.
   */
  reportOnly?(model: Model, part: Part, settings: TemplateSettings): string | undefined;
  /**
   * Why it cannot be told whether an offending part may go, where what it takes to tell could not be read: FAILED, and
   * nothing is changed. Must be pure.
   */
  unchecked?(model: Model, part: Part): string | undefined;
  /** How grave this very violation is, where that differs from one resource to the next. Must be pure. */
  grade?(model: Model, parts: readonly Part[]): Grade;
  /**
   * What is left of a part when just that is taken away which the template forbids: parts without ids, none when all of
   * it is forbidden. Undefined when the part can only go as a whole, or goes so by the policy file's settings.
   */
  rest?(part: Part, settings: Pick<TemplateSettings, 'ranges'>): readonly Part[] | undefined;
}

/** What an event says: the resources to judge, and enough to know whether the read may lag behind it. */
export interface Hint<Part> {
  /** Ids that can be read as they are. */
  readonly ids: readonly string[];
  /** Names and indirect ids that the reader must resolve first, e.g. `{ by: 'name', value: 'default' }`. */
  readonly lookUps: readonly LookUp[];
  /** The event can close a violation, so that a clean resource may have an open finding. */
  readonly closes: boolean;
  /** Parts that the event says are there now; never acted upon, only waited for. */
  readonly shows: readonly Part[];
}

export interface LookUp {
  readonly by: string;
  readonly value: string;
}

/** What error codes of a resource type's API mean, beside those that mean the same for all. */
export interface ErrorCodes {
  /** The resource, or the part of it that a call was about, is not there any more. Whole codes. */
  readonly gone: readonly string[];
  /** A person is needed; trying again would end the same way. What codes begin with. */
  readonly permanent: readonly string[];
}

/** How fast a sweep may go, which leaves room for events and people: calls a second, and resources at a time. */
export interface Pace {
  readonly looksPerSecond: number;
  readonly fixesPerSecond: number;
  readonly atOnce: number;
}

/** Everything about one resource type that its function needs and that is pure; reader and fixer hang on it. */
export interface ResourceType<Model, Part> {
  /** The name of its folder, e.g. `security-group`. */
  readonly name: string;
  /** What people call one of them, e.g. `security group`. */
  readonly noun: string;
  readonly errors: ErrorCodes;
  readonly pace: Pace;
  /** Its templates of the catalogue. */
  readonly templates: readonly Template<Model, Part>[];
  /** Makes a template of the policy file; absent where the policy file can have none about this resource type. */
  customTemplate?(custom: CustomTemplate): Template<Model, Part>;
  /** ASFF's resource type, e.g. `AwsEc2SecurityGroup`; told by the id where one kind covers several. */
  readonly asffType: string | ((id: string) => string);
  /** EventBridge `source` values, e.g. `aws.ec2`. */
  readonly sources: readonly string[];
  /** CloudTrail `eventSource` values, e.g. `ec2.amazonaws.com`. */
  readonly eventSources: readonly string[];
  readonly calls: Readonly<Record<string, Call>>;
  readonly read: readonly Permission[];
  readonly fix: readonly Permission[];
  /** What comes on top where an exclusion of the policy names tags. */
  readonly forTags?: {
    /** Calls that take the place of those of the same name. */
    readonly calls?: Readonly<Record<string, Call>>;
    readonly read: readonly Permission[];
  };
  /** What the fix needs on top where the policy splits ranges. */
  readonly forSplit?: readonly Permission[];
  /** What an event is about, or why it cannot be told. */
  hint(event: CloudTrailEvent): Hint<Part> | { readonly refused: string };
  arn(id: string, place: Place): string;
  /** The id in an ARN, undefined where that is of anything else; absent where it is all that comes after the ARN's beginning. */
  idOf?(arn: string, place: Place): string | undefined;
  /** The id as AWS shows it, where ours says more. */
  nameOf?(id: string): string;
  /** A key that is the same for the same part at every read, and different for any other part of the resource. */
  key(part: Part): string;
  /** One line for people, e.g. `tcp 445 from 0.0.0.0/0 (sgr-…)`. */
  describe(part: Part): string;
  parts(model: Model): readonly Part[];
  /** What every id begins with and no name does; absent where the id is the name. */
  readonly idPrefix?: string;
  /** The addresses that a part lets in, as CIDRs; absent where parts know no addresses. */
  addresses?(model: Model, part: Part): readonly string[];
  /** What an exclusion by package, CVE or path goes by; absent where parts are about none. */
  software?(part: Part): Software | undefined;
  /** The resource after some parts have been replaced by others. Wanted where templates have a `rest`. */
  replace?(model: Model, gone: readonly Part[], added: readonly Part[]): Model;
  /** A resource with just these parts: what an event shows of one that cannot be read. */
  assume(id: string, parts: readonly Part[]): Model;
  /** Is this part, which an event shows, in what was read? */
  sees(model: Model, shown: Part): boolean;
  /** Does a part that an event shows stand for this one of the ledger? */
  same(shown: Part, known: Part): boolean;
  /** Does AWS contradict our reading of the resource, as it may for some minutes after a change? */
  isContradicted?(model: Model): boolean;
}

/** The id in an ARN; undefined where the ARN is of anything else, or of another place. */
export const idInArn = (
  { arn, idOf }: Pick<ResourceType<never, never>, 'arn' | 'idOf'>,
  text: string,
  place: Place,
): string | undefined => {
  if (idOf) return idOf(text, place);
  const prefix = arn('', place);
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
};

/** The templates of a resource type: the catalogue's, and the policy file's, which take the place of those with their ids. */
export const templatesOf = <Model, Part>(
  { templates, customTemplate }: Pick<ResourceType<Model, Part>, 'templates' | 'customTemplate'>,
  { customTemplates }: Pick<Policy, 'customTemplates'>,
): readonly Template<Model, Part>[] => {
  if (!customTemplate) return templates;
  const custom = customTemplates.map((each) => customTemplate(each));
  const taken = new Set(custom.map(({ id }) => id));
  return [...templates.filter(({ id }) => !taken.has(id)), ...custom];
};

/** ASFF's type of one resource. */
export const asffTypeOf = ({ asffType }: Pick<ResourceType<never, never>, 'asffType'>, id: string): string =>
  typeof asffType === 'string' ? asffType : asffType(id);
