/**
 * Who gets in by a policy, the slow way: each of some strangers asks for each of some things, and every statement is
 * evaluated as the IAM guide says. Shares no code with what it judges.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */

export interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type Keys = Readonly<Record<string, string>>;

/** Who asks whom for what. */
export interface World {
  readonly strangers: readonly Keys[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const WEB: Keys = { 'aws:SourceIp': '93.184.216.34', 'aws:SecureTransport': 'true' };

/** A passer-by, somebody of another account and organization, and the same through an endpoint of theirs. */
export const STRANGERS: readonly Keys[] = [
  WEB,
  { ...WEB, 'aws:PrincipalAccount': '999999999999', 'aws:PrincipalOrgID': 'o-strangers1' },
  {
    'aws:SecureTransport': 'true',
    'aws:SourceVpce': 'vpce-99999999',
    'aws:PrincipalAccount': '999999999999',
    'aws:PrincipalOrgID': 'o-strangers1',
  },
];

const B = 'arn:aws:s3:::b';
const S3_ACTIONS = [
  's3:GetObject',
  's3:GetBucketAcl',
  's3:ListBucket',
  's3:PutObject',
  's3:DeleteBucketPolicy',
  's3:RestoreObject',
];
const BUCKET: World = {
  strangers: STRANGERS,
  actions: S3_ACTIONS,
  resources: [B, `${B}/index.html`, `${B}/public/index.html`],
};

const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

const number = (address: string): number =>
  address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);

const inside = (cidr: string, address: string): boolean => {
  const [network = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(network) / size) === Math.floor(number(address) / size);
};

const COMPARE: Readonly<Record<string, (wanted: string, given: string) => boolean>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringLike: like,
  IpAddress: inside,
  Bool: (wanted, given) => wanted === given,
};

const meets = (operator: string, key: string, wanted: string, keys: Keys): boolean => {
  const name = operator.replace('IfExists', '');
  const given = keys[key];
  const positive = name.replace('Not', '');
  if (given === undefined) return operator.endsWith('IfExists') || name !== positive;
  return (COMPARE[positive]?.(wanted, given) ?? false) === (name === positive);
};

const holds = ({ Condition = {} }: Statement, keys: Keys): boolean =>
  Object.entries(Condition).every(([operator, block]) =>
    Object.entries(block).every(([key, wanted]) => meets(operator, key, wanted, keys)),
  );

const isAny = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => like(pattern.toLowerCase(), text.toLowerCase()));

const applies = (statement: Statement, action: string, resource: string, keys: Keys): boolean => {
  const { Principal, Action, NotAction = [], Resource, NotResource = [] } = statement;
  const isForAll = Principal === '*' || JSON.stringify(Principal) === '{"AWS":"*"}';
  return (
    isForAll &&
    (Action ? isAny(Action, action) : !isAny(NotAction, action)) &&
    (Resource ? isAny(Resource, resource) : !isAny(NotResource, resource)) &&
    holds(statement, keys)
  );
};

const requestsIn = ({ strangers, actions, resources }: World) =>
  strangers.flatMap((keys) =>
    actions.flatMap((action) => resources.map((resource) => ({ keys, action, resource }))),
  );

/** The indexes of the statements by which some stranger gets something that none denies. */
export const lettersIn = (statements: readonly Statement[], world: World = BUCKET): ReadonlySet<number> => {
  const found = requestsIn(world).flatMap(({ keys, action, resource }) => {
    const those = statements.flatMap((one, i) => (applies(one, action, resource, keys) ? [i] : []));
    return those.every((i) => statements[i]?.Effect === 'Allow') ? those : [];
  });
  return new Set(found);
};
