import { EC2Client } from '@aws-sdk/client-ec2';
import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { namesTags } from '../../core/base/policy.ts';
import { createFixer } from './fixer.ts';
import { createLister } from './lister.ts';
import { createReader } from './reader.ts';
import { templatesOf } from './templates.ts';
import { securityGroup } from './type.ts';

const ec2 = new EC2Client();

export const handler = fixerHandler({
  kind: securityGroup,
  templates: templatesOf,
  connect: (place, templates, policy) => ({
    reader: createReader(ec2, place, templates, { usesTags: namesTags(policy) }),
    fixer: createFixer(ec2),
    lister: createLister(ec2, place, templates),
  }),
});
