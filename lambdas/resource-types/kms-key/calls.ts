import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connection } from '../../adapters/connect.ts';
import type { Doors } from '../../adapters/doors.ts';
import { Permanent } from '../../core/base/errors.ts';
import type { DoorCalls } from '../../core/statements/door.ts';
import { KMS_KEY } from './door.ts';
import { ERRORS } from './errors.ts';

const kmsKey = (connection: Connection): DoorCalls => {
  const kms = new KMSClient(awsHttp(connection));
  return {
    read: async ({ name }) => ({ text: (await kms.send(new GetKeyPolicyCommand({ KeyId: name }))).Policy }),
    // KMS checks that the caller is not locked out, and is never told to leave that.
    write: ({ name }, Policy) => kms.send(new PutKeyPolicyCommand({ KeyId: name, Policy })),
    remove: async ({ arn }) => {
      throw new Permanent(`${arn} cannot be without a policy.`);
    },
    list: async (Marker) => {
      const page = await kms.send(new ListKeysCommand({ Marker, Limit: 1000 }));
      return { names: (page.Keys ?? []).flatMap(({ KeyId }) => KeyId ?? []), next: page.NextMarker };
    },
    tags: async ({ name }) => {
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId: name }));
      return Object.fromEntries(Tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
    },
    find: async (name) => (await kms.send(new DescribeKeyCommand({ KeyId: name }))).KeyMetadata?.KeyId,
  };
};

export const BEHIND: Doors = { doors: [KMS_KEY], calls: { 'kms-key': kmsKey }, errors: ERRORS };
