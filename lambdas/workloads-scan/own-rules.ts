import type { S3Client } from '@aws-sdk/client-s3';
import { RULES } from '../workloads/keys.ts';
import { bucketObjects, objectsIn } from '../workloads/objects.ts';
import {
  isRuleFile,
  MOST_FILES,
  mostBytesOf,
  type OwnRules,
  ownRulesOf,
  type RuleFile,
} from '../workloads/threats/own-rules.ts';

/** The rules and lists in the folder of the account's own bucket. What is too large or too much is told as left out. */
export const rulesInBucket = async (client: S3Client, bucket: string): Promise<OwnRules> => {
  const objects = bucketObjects(client, bucket);
  const listed = (await objectsIn(client, bucket, RULES)).filter(({ key }) => isRuleFile(key));
  const files = listed.map(async ({ key, size }, i): Promise<RuleFile> => {
    const name = key.slice(RULES.length);
    if (i >= MOST_FILES) return { name, why: `there are more than ${MOST_FILES} files of rules` };
    if (size > mostBytesOf(name))
      return { name, why: `it has ${size} bytes, and ${mostBytesOf(name)} are read` };
    const text = (await objects.get(key))?.toString('utf8');
    return text === undefined ? { name, why: 'it was deleted while it was read' } : { name, text };
  });
  return ownRulesOf(await Promise.all(files));
};
