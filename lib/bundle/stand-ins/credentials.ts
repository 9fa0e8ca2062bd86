import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * What the bundler puts in place of the SDK's credential chain: a function finds its role's credentials in the
 * environment and nowhere else, and the code that looks elsewhere (SSO, STS, profiles) is a third of a bundle.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider = fromEnv;
