import { EQUALS, keys, type PolicyWords } from '../../core/judge/keys.ts';
import { fixed, fixedAccount } from '../../core/judge/values.ts';

const after = (prefix: string, ...beginnings: readonly string[]) =>
  beginnings.map((beginning) => `${prefix}${beginning}`);

/** The words of bucket policies. The KMS key stands in the API's list of narrow values only:
 * https://docs.aws.amazon.com/sdkfornet/v3/apidocs/items/S3/TPublicAccessBlockConfiguration.html
 */
export const S3_WORDS: PolicyWords = {
  prefix: 's3:',
  reads: after('s3:', 'get', 'list', 'head', 'describe'),
  writes: [
    ...after('s3:', 'put', 'delete', 'abort', 'restore', 'create', 'replicate', 'bypass', 'object'),
    ...after('s3:', 'update', 'tag', 'untag', 'initiate', 'submit', 'associate', 'dissociate'),
  ],
  narrowing: new Map([
    ...keys(fixed, EQUALS, 's3:dataaccesspointaccount', 's3:x-amz-server-side-encryption-aws-kms-key-id'),
    ...keys(fixedAccount, EQUALS, 's3:dataaccesspointarn'),
  ]),
  open: /^s3:/,
};
