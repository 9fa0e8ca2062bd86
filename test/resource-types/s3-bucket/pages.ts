const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
const S3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';

/** The pages of AWS that a verdict rests on. */
export const PAGES = {
  public: `${S3}/access-control-block-public-access.html#access-control-block-public-access-policy-status`,
  block: `${S3}/access-control-block-public-access.html#access-control-block-public-access-options`,
  apiPublic: 'https://docs.aws.amazon.com/sdkfornet/v3/apidocs/items/S3/TPublicAccessBlockConfiguration.html',
  acl: `${S3}/acl-overview.html`,
  ownership: `${S3}/about-object-ownership.html`,
  principal: `${IAM}/reference_policies_elements_principal.html`,
  notPrincipal: `${IAM}/reference_policies_elements_notprincipal.html`,
  action: `${IAM}/reference_policies_elements_action.html`,
  notAction: `${IAM}/reference_policies_elements_notaction.html`,
  notResource: `${IAM}/reference_policies_elements_notresource.html`,
  effect: `${IAM}/reference_policies_elements_effect.html`,
  grammar: `${IAM}/reference_policies_grammar.html`,
  condition: `${IAM}/reference_policies_elements_condition.html`,
  operators: `${IAM}/reference_policies_elements_condition_operators.html`,
  multi: `${IAM}/reference_policies_condition-single-vs-multi-valued-context-keys.html`,
  keys: `${IAM}/reference_policies_condition-keys.html`,
  variables: `${IAM}/reference_policies_variables.html`,
  cloudFront:
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
  examples: `${S3}/example-bucket-policies.html`,
} as const;
