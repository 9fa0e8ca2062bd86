import { GetPublicAccessBlockCommand, type S3Client } from '@aws-sdk/client-s3';
import { errorCode } from '../../core/base/errors.ts';
import type { Block } from './calls.ts';

/** On where all four switches are. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export const s3Block = (s3: Pick<S3Client, 'send'>): Block => ({
  read: async () => {
    try {
      const { PublicAccessBlockConfiguration: four } = await s3.send(
        new GetPublicAccessBlockCommand({ Bucket: 'account' }),
      );
      return {
        on: Boolean(
          four?.BlockPublicAcls &&
            four.IgnorePublicAcls &&
            four.BlockPublicPolicy &&
            four.RestrictPublicBuckets,
        ),
      };
    } catch (error) {
      if (errorCode(error) === 'NoSuchPublicAccessBlockConfiguration') return { on: false };
      throw error;
    }
  },
});
