import type { Call } from './call.ts';
import { refusal } from './faults.ts';
import { type Answer, answer } from './http.ts';
import { s3Operation } from './s3-operation.ts';
import { toXml } from './xml.ts';

/** S3's verdict on the policy of one bucket, as a test or the demonstration declares it. */
export interface PolicyStatus {
  readonly bucket: string;
  /** Of several, each answers one call, and the last all that follow: S3 may lag behind a change. */
  readonly isPublic: boolean | readonly boolean[];
}

/**
 * What S3 says of bucket policies. The emulators judge none, and we are not to ask ourselves: so it is what was declared
 * for that bucket, and nothing where nothing was.
 */
export interface PolicyStatuses {
  declare(status: PolicyStatus): void;
  answer(call: Call): Answer;
}

export const isPolicyStatus = ({ service, action }: Call): boolean =>
  service === 's3' && action === 'GetBucketPolicyStatus';

export const createPolicyStatuses = (): PolicyStatuses => {
  const declared = new Map<string, readonly boolean[]>();
  const verdictOn = (bucket: string): boolean | undefined => {
    const [verdict, ...later] = declared.get(bucket) ?? [];
    if (later.length > 0) declared.set(bucket, later);
    return verdict;
  };
  return {
    declare: ({ bucket, isPublic }) => void declared.set(bucket, [isPublic].flat()),
    answer: (call) => {
      const IsPublic = verdictOn(s3Operation(call.request).bucket ?? '');
      return IsPublic === undefined
        ? refusal(call, 405, 'MethodNotAllowed', 'Nobody has declared whether this policy is public.')
        : answer(200, 'application/xml', toXml({ PolicyStatus: { IsPublic } }));
    },
  };
};
