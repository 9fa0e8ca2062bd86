/** The first pattern that fits names the tool; those that carry another one's name in their own stand first. */
const TOOLS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/opentofu/i, 'OpenTofu'],
  [/terraform/i, 'Terraform'],
  [/pulumi/i, 'Pulumi'],
  [/cloudformation/i, 'CloudFormation'],
  [/ansible/i, 'Ansible'],
  [/eksctl/i, 'eksctl'],
  [/exec-env\/CloudShell/i, 'AWS CloudShell'],
  [/^(\[?)(console|signin|s3-console|ec2-console)\b|S3Console|console\.amazonaws\.com/i, 'AWS console'],
  [/^Mozilla\//, 'AWS console (browser)'],
  [/aws-cli\//i, 'AWS CLI'],
  [/AWSPowerShell/i, 'AWS Tools for PowerShell'],
  [/aws-sdk-(go|java|js|nodejs|rust|ruby|php|dotnet|cpp|kotlin|swift)/i, 'AWS SDK'],
  [/boto3|botocore/i, 'Boto3 (Python)'],
  [/^AWS Internal$|\.amazonaws\.com$/i, 'AWS service'],
];

/** The tool behind CloudTrail's `userAgent`, which the caller chooses: a hint for people, never evidence. */
export const toolOf = (userAgent: string): string | undefined =>
  TOOLS.find(([pattern]) => pattern.test(userAgent))?.[1];
