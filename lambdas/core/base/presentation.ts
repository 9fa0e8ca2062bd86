import { idInArn, type Place, type ResourceType } from './resource-type.ts';

/** A sort of resources of one type, as people name them; most types have one. */
export interface Form {
  /** With its article, e.g. `a DB snapshot`. */
  readonly noun: string;
  /** ASFF's type of these. */
  readonly asffType: string;
  /** The templates that are about these only; absent where all of the resource type are. */
  readonly templates?: readonly string[];
  /** Whether one of them can go by this name, which is no ARN. */
  fits(name: string): boolean;
  /** The id behind a name that fits. */
  id(name: string): string;
}

export interface Column {
  readonly label: string;
  /** Shown again on the after side. */
  readonly after?: true;
}

/** One value of a part in its column. */
export interface Cell {
  readonly text: string;
  /** `code` is an identifier or value, `json` a document of several lines. */
  readonly as?: 'code' | 'json';
}

/** How the parts of one resource type are laid out in a report. They come from a ledger, so that they may be anything. */
export interface Layout {
  readonly columns: readonly Column[];
  /** What one part is called. */
  readonly noun: 'row' | 'part' | 'value';
  fits(part: unknown): boolean;
  /** One cell for each column. */
  cells(part: unknown): readonly Cell[];
  /** What stands there after the fix, where that is more than nothing. */
  instead?(part: unknown): string | undefined;
}

/** What ASFF demands of an entry of `Vulnerabilities`. */
export interface AsffVulnerability {
  readonly Id: string;
}

/** ASFF's entry of `Malware`. */
export interface AsffMalware {
  readonly Name: string;
  readonly Path?: string;
  readonly State?: 'OBSERVED';
}

/** How the resources of one type are named and shown to people; none of it is needed to fix one. */
export interface Presentation {
  readonly forms: readonly Form[];
  readonly layout: Layout;
  /** ASFF's `Resources[].Details` of a resource with these parts; absent where ASFF has none. */
  details?(id: string, parts: readonly unknown[]): Readonly<Record<string, unknown>>;
  /** Its page in AWS's console: what follows the console's host, e.g. `/ec2/home?region=…`. */
  console?(id: string, place: Pick<Place, 'region'>): string;
  /**
   * The AWS CLI's call that takes parts away or puts them back, word by word after `aws`; undefined where no single call
   * does just that.
   */
  call?(to: 'close' | 'restore', id: string, parts: readonly unknown[]): readonly string[] | undefined;
  /** People get one message for all findings of a resource that change at once. */
  readonly digest?: true;
  /** ASFF's `Vulnerabilities` of the parts with these keys; absent where parts have none. */
  vulnerabilities?(parts: readonly unknown[], keys: readonly string[]): readonly AsffVulnerability[];
  /** ASFF's `Malware`, the same way. */
  malware?(parts: readonly unknown[], keys: readonly string[]): readonly AsffMalware[];
}

/** All that is pure of a resource type. */
export interface Described {
  readonly type: Omit<ResourceType<never, unknown>, 'assume' | 'replace'>;
  readonly presentation: Presentation;
}

/** https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The link to a resource's page in AWS's console; undefined where its type or partition has none. */
export const consoleOf = (
  { console }: Pick<Presentation, 'console'>,
  id: string,
  { partition, region }: Pick<Place, 'partition' | 'region'>,
): string | undefined => {
  const host = Object.hasOwn(CONSOLES, partition) ? CONSOLES[partition] : undefined;
  return console && host ? `https://${region}.${host}${console(id, { region })}` : undefined;
};

/** An id as a part of a URL, whatever it holds. */
export const inUrl = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '?'));

/** What a noun begins a line with: `a DB snapshot` → `DB snapshot`. */
export const titleOf = ({ noun }: Pick<Form, 'noun'>): string => {
  const bare = noun.replace(/^an? /, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
};

/** The form that a template of the type is about. */
export const formOf = ({ forms }: Presentation, template: string): Form | undefined =>
  forms.find(({ templates }) => templates?.includes(template)) ??
  forms.find(({ templates }) => templates === undefined);

/** The ARN of a resource of one form, out of its name, id or ARN; undefined where it cannot be one. */
export const arnOf = (
  type: Pick<ResourceType<never, never>, 'arn' | 'idOf'>,
  form: Form,
  name: string,
  place: Place,
): string | undefined => {
  if (!name.startsWith('arn:')) return form.fits(name) ? type.arn(form.id(name), place) : undefined;
  const id = idInArn(type, name, place);
  return id !== undefined && form.fits(id) && type.arn(form.id(id), place) === name ? name : undefined;
};

export const code = (text: string): Cell => ({ text, as: 'code' });
export const none: Cell = { text: '–' };

/** JSON of anything; a lone text is itself. */
export const compact = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
export const pretty = (value: unknown): Cell => ({ text: JSON.stringify(value, null, 2) ?? '', as: 'json' });
export const orNone = (value: unknown, as: (text: string) => Cell = (text) => ({ text })): Cell =>
  value === undefined || value === '' ? none : as(compact(value));
