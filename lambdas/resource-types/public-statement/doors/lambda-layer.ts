import { at } from '../../../core/base/json.ts';
import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** `arn:aws:lambda:eu-west-1:111122223333:layer:tools`, or the name alone. */
const layerIn = (record: unknown): readonly string[] => {
  const name = String(at(record, 'requestParameters.layerName') ?? '');
  const version = String(at(record, 'requestParameters.versionNumber') ?? '');
  return name === '' || version === '' ? [] : [`${name}:${version}`];
};

/** https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html */
export const LAMBDA_LAYER: Door = {
  name: 'lambda-layer',
  noun: 'a version of a Lambda layer',
  asffType: 'AwsLambdaLayerVersion',
  service: 'lambda',
  path: 'layer:',
  names: /^[A-Za-z0-9_-]{1,140}:[0-9]{1,10}$/,
  template: {
    id: 'lambda-layer-with-public-permissions',
    title: 'Lambda Layer with Public Permissions',
    why: 'Whoever has an AWS account can read the code of a public layer, and whatever was packed with it.',
    severity: 'MEDIUM',
    controls: [],
    since: '0.2',
  },
  words: wordsOf('lambda:'),
  calls: {
    AddLayerVersionPermission20181031: { wakes: 'opens' },
    RemoveLayerVersionPermission20181031: { wakes: 'closes' },
    DeleteLayerVersion20181031: { wakes: 'closes', deletes: true },
  },
  at: ['requestParameters.layerName'],
  namesIn: layerIn,
  shows: [],
  read: ['GetLayerVersion', 'GetLayerVersionPolicy', 'ListLayerVersions'],
  fix: ['AddLayerVersionPermission', 'RemoveLayerVersionPermission'],
  list: ['ListLayers'],
};
