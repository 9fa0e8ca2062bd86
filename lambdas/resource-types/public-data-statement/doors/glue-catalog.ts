import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** The one catalogue of account and region: https://docs.aws.amazon.com/glue/latest/dg/security_iam_resource-based-policy-examples.html */
export const GLUE_CATALOG: Door = {
  name: 'glue-catalog',
  noun: 'a Glue catalog',
  asffType: 'Other',
  service: 'glue',
  path: '',
  names: /^catalog$/,
  template: {
    id: 'glue-catalog-with-public-permissions',
    title: 'Glue Catalog with Public Permissions',
    why: 'Whoever has an AWS account can read what the data lake holds and where, or change it.',
    severity: 'HIGH',
    controls: [],
    since: '0.2',
  },
  words: wordsOf('glue:', { open: /^glue:/ }),
  calls: { PutResourcePolicy: { wakes: 'both' }, DeleteResourcePolicy: { wakes: 'closes' } },
  at: [],
  shows: ['requestParameters.policyInJson'],
  unnamed: 'catalog',
  read: ['GetResourcePolicy'],
  fix: ['PutResourcePolicy', 'DeleteResourcePolicy'],
  list: [],
  resources: 'catalog',
  about: (arn) => [arn, arn.replace(/catalog$/, '*')],
};
