import { listed } from '../../lambdas/core/base/text.ts';
import type { KnownTemplate } from './entries.ts';

/** What an entry says of places beside its resources. */
interface Places {
  readonly regions: readonly string[] | undefined;
  readonly accounts: readonly string[] | undefined;
}

/** `arn:partition:service:region:account:resource`; the last part may hold colons. A part is absent after the first `*`. */
interface Parts {
  readonly partition?: string;
  readonly service?: string;
  readonly region?: string;
  readonly account?: string;
  /** As far as it goes, with its stars. */
  readonly resource?: string;
}

const partsOf = (pattern: string): Parts => {
  const [, partition, service, region, account, ...rest] = pattern.split(':');
  const parts = { partition, service, region, account };
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined || value.includes('*')) return known;
    known[name] = value;
  }
  return rest.length > 0 ? { ...known, resource: rest.join(':') } : known;
};

const REGION = /^[a-z]{2,3}(-[a-z]+)+-\d$/;

/** One form of ARN that an entry's templates look at, e.g. `arn:aws:ec2:REGION:ACCOUNT:security-group/ID`. */
export interface ArnForm {
  /** What people call it, e.g. `a security group`. */
  readonly noun: string;
  readonly service: string;
  readonly hasRegion: boolean;
  readonly hasAccount: boolean;
  /** Before the id: `security-group/`; nothing for buckets. */
  readonly prefix: string;
  /** Whether this text without stars can be the id. */
  fits(id: string): boolean;
}

/** Both may go on, up to the first star, as the other does. */
const agree = (text: string, prefix: string): boolean => {
  const [fixed = ''] = text.split('*');
  return text.includes('*') && fixed.length < prefix.length
    ? prefix.startsWith(fixed)
    : text.startsWith(prefix);
};

const placeMistake = (
  what: 'region' | 'account',
  value: string | undefined,
  has: boolean,
): string | undefined => {
  if (value === undefined || (value === '') === !has) return undefined;
  return has ? `its ARN names ${what === 'region' ? 'a region' : 'an account'}` : `its ARN names no ${what}`;
};

const formMistake = ({ region, account, resource }: Parts, form: ArnForm): string | undefined => {
  const place =
    placeMistake('region', region, form.hasRegion) ?? placeMistake('account', account, form.hasAccount);
  if (place) return `${form.noun}: ${place}`;
  if (resource === undefined) return undefined;
  if (!agree(resource, form.prefix)) return `the ARN of ${form.noun} goes on with ${form.prefix}`;
  const [fixed = ''] = resource.split('*');
  if (fixed.length < form.prefix.length) return undefined;
  const id = resource.slice(form.prefix.length);
  const hasStrange = form.prefix === '' && /[/:]/.test(id);
  if (hasStrange) return `${form.noun} has no / or : in its name, and its objects are not judged`;
  return id.includes('*') || form.fits(id) ? undefined : `${id} is no id of ${form.noun}`;
};

/** What is wrong with the places that an ARN names, whatever the resource. */
const whereMistake = ({ region, account }: Parts, { regions, accounts }: Places): string | undefined => {
  if (region && !REGION.test(region)) return `${region} is no region`;
  if (account && !/^\d{12}$/.test(account)) return `${account} is no account id, which has 12 digits`;
  if (account && accounts?.includes(account) === false)
    return `the ARN is of account ${account}, which is not among the accounts of this entry`;
  if (region && regions?.some((one) => one.includes('*') || one === region) === false)
    return `the ARN is of ${region}, which is not among the regions of this entry`;
  return undefined;
};

/** Why no resource that these templates look at can have an ARN that fits; undefined where one can. */
export const arnMistake = (
  pattern: string,
  places: Places,
  templates: readonly Pick<KnownTemplate, 'arns'>[],
): string | undefined => {
  const parts = partsOf(pattern);
  const forms = templates.flatMap(({ arns }) => arns);
  const mine = forms.filter(({ service }) => parts.service === undefined || parts.service === service);
  if (mine.length === 0) return `no template of this entry looks at the service ${parts.service}`;
  const where = whereMistake(parts, places);
  if (where) return where;
  const mistakes = mine.map((form) => formMistake(parts, form));
  return mistakes.includes(undefined)
    ? undefined
    : listed([...new Set(mistakes.filter((mistake) => mistake !== undefined))]);
};

/**
 * Letters that no id and no name of a security group, bucket or snapshot can have; a group's may have the most.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
const NEVER = /[^A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]/;

export const nameMistake = (pattern: string): string | undefined => {
  const [letter] = NEVER.exec(pattern) ?? [];
  if (letter === undefined) return undefined;
  return `no name has a ${letter} in it. Only * stands for any text: this is neither a regular expression nor a list, so write an entry for each`;
};
