import { at, own } from '../../../core/base/json.ts';
import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** A name, or an ARN, whole or from the account on, with or without a version or alias. */
const NAMED =
  /^(?:arn:[^:]+:lambda:[^:]*:)?(?:(\d{12}):)?(?:function:)?([A-Za-z0-9_-]+)(?::([A-Za-z0-9_$-]+))?$/;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Name and qualifier of a call on a function; what belongs to another account stays an ARN, for nobody to judge. */
const functionIn = (record: unknown): readonly string[] => {
  const given =
    text(at(record, 'requestParameters.functionName')) || text(at(record, 'requestParameters.resource'));
  const [, owner, name, within] = NAMED.exec(given) ?? [];
  if (name === undefined) return given === '' ? [] : [given];
  const account = own(record, 'recipientAccountId');
  if (owner !== undefined && account !== undefined && owner !== account) return [given];
  const qualifier = text(at(record, 'requestParameters.qualifier')) || within;
  return [qualifier === undefined || qualifier === '' ? name : `${name}:${qualifier}`];
};

/** Policies of functions, and of each of their versions and aliases: https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
export const LAMBDA_FUNCTION: Door = {
  name: 'lambda-function',
  noun: 'a Lambda function',
  asffType: 'AwsLambdaFunction',
  service: 'lambda',
  path: 'function:',
  names: /^[A-Za-z0-9_-]{1,140}(:[A-Za-z0-9_$-]{1,128})?$/,
  template: {
    id: 'lambda-function-with-public-permissions',
    title: 'Lambda Function with Public Permissions',
    why: 'Anyone can run a public function, with whatever its role may do, at its owner’s cost.',
    severity: 'CRITICAL',
    controls: ['Lambda.1'],
    since: '0.2',
  },
  words: wordsOf('lambda:', { open: /^lambda:(functionurlauthtype|invokedviafunctionurl)$/ }),
  calls: {
    AddPermission20150331: { wakes: 'opens' },
    AddPermission20150331v2: { wakes: 'opens' },
    RemovePermission20150331: { wakes: 'closes' },
    RemovePermission20150331v2: { wakes: 'closes' },
    DeleteFunction20150331: { wakes: 'closes', deletes: true },
    TagResource20170331v2: { wakes: 'both' },
    UntagResource20170331v2: { wakes: 'both' },
  },
  at: ['requestParameters.functionName'],
  namesIn: functionIn,
  shows: [],
  read: ['GetPolicy', 'GetFunctionConfiguration', 'ListAliases', 'ListTags', 'ListVersionsByFunction'],
  fix: ['AddPermission', 'RemovePermission'],
  list: ['ListFunctions'],
};
