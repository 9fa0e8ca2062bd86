import { EC2Client } from '@aws-sdk/client-ec2';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connect } from '../../adapters/connect.ts';
import { namesTags } from '../../core/base/policy.ts';
import { createFixer } from './fixer.ts';
import { createLister } from './lister.ts';
import type { IngressRule, SecurityGroup } from './model.ts';
import { createReader } from './reader.ts';

export const connect: Connect<SecurityGroup, IngressRule> = (connection) => {
  const ec2 = new EC2Client(awsHttp(connection));
  return (place, templates, policy) => ({
    reader: createReader(ec2, place, templates, { usesTags: namesTags(policy) }),
    fixer: createFixer(ec2),
    lister: createLister(ec2, place, templates),
  });
};
