import { inUrl, type Presentation } from '../../core/base/presentation.ts';
import { layout } from './layout.ts';

export const presentation: Presentation = {
  forms: [
    {
      noun: 'a bucket',
      asffType: 'AwsS3Bucket',
      fits: (name) => /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(name),
      id: (name) => name,
    },
  ],
  layout,
  console: (id, { region }) => `/s3/buckets/${inUrl(id)}?region=${region}&tab=permissions`,
};
