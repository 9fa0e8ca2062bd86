import { expect, test } from 'vitest';
import { type Means, toolOf } from '../../../lambdas/core/base/tool.ts';

test.each<[Means, string | undefined]>([
  [
    {
      userAgent:
        'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.1 aws-sdk-go-v2/1.30',
    },
    'Terraform',
  ],
  [
    { userAgent: 'APN/1.0 OpenTofu/1.8 (+https://opentofu.org) Terraform/1.8 aws-sdk-go-v2/1.30' },
    'OpenTofu',
  ],
  [{ userAgent: 'APN/1.0 Pulumi/1.0 PulumiAWS/6.0 aws-sdk-go-v2/1.30' }, 'Pulumi'],
  [{ userAgent: 'aws-cdk/2.1148.1 aws-sdk-js/3.0' }, 'CDK'],
  [
    { userAgent: 'cloudformation.amazonaws.com', invokedBy: 'cloudformation.amazonaws.com' },
    'CloudFormation',
  ],
  [{ userAgent: 'AWS Internal', isConsole: true }, 'AWS console'],
  [{ userAgent: 'AWS Internal', invokedBy: 'cloudformation.amazonaws.com' }, 'CloudFormation'],
  [{ userAgent: 'AWS Internal' }, 'AWS service'],
  [{ userAgent: 'Mozilla/5.0 (X11; Linux)' }, 'AWS console (browser)'],
  [{ userAgent: 'aws-cli/2.15.0 Python/3.11', isConsole: true }, 'AWS CLI'],
  [{ userAgent: 'aws-cli/2.15.0 exec-env/CloudShell' }, 'AWS CloudShell'],
  [{ userAgent: 'aws-sdk-js/3.1169.0 ua/2.1 os/linux' }, 'AWS SDK'],
  [{ userAgent: 'Boto3/1.34 md/Botocore#1.34' }, 'Boto3 (Python)'],
  [{ userAgent: 'made-up/1.0', isConsole: true }, 'AWS console'],
  [{ userAgent: 'made-up/1.0' }, undefined],
  [{}, undefined],
])('%o is %s', (means, expected) => {
  expect(toolOf(means)).toBe(expected);
});
