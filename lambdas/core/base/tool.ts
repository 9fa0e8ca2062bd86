/** The first pattern that fits names the tool; those that carry another one's name in their own stand first. */
const TOOLS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/opentofu/i, 'OpenTofu'],
  [/terraform/i, 'Terraform'],
  [/pulumi/i, 'Pulumi'],
  [/aws-cdk|cdk-toolkit/i, 'CDK'],
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

/** Those that hold what is wanted, and put it back with their next run. */
const DECLARATIVE: ReadonlySet<string> = new Set([
  'OpenTofu',
  'Terraform',
  'Pulumi',
  'CDK',
  'CloudFormation',
  'Ansible',
  'eksctl',
]);

export const isDeclarative = (tool: string | undefined): boolean =>
  tool !== undefined && DECLARATIVE.has(tool);

/** What CloudTrail says about how a call was made. */
export interface Means {
  readonly userAgent?: string | undefined;
  /** The service that made the call for somebody, e.g. `cloudformation.amazonaws.com`. */
  readonly invokedBy?: string | undefined;
  /** The call comes from a session of the AWS console. */
  readonly isConsole?: boolean | undefined;
}

/** The tool behind a call; undefined where nothing is known. `userAgent` is the caller's choice: a hint, never evidence. */
export const toolOf = ({ userAgent = '', invokedBy = '', isConsole }: Means): string | undefined => {
  const fitting = (text: string) => TOOLS.find(([pattern]) => pattern.test(text))?.[1];
  const named = fitting(userAgent);
  if (named !== undefined && named !== 'AWS service') return named;
  return (isConsole ? 'AWS console' : undefined) ?? fitting(invokedBy) ?? named;
};
