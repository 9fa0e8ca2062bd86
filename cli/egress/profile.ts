import { loadSharedConfigFiles } from '@smithy/core/config';
import { UsageError } from '../exit.ts';

/** What the profile in force says about the way to AWS. */
export interface Profile {
  readonly name: string;
  readonly region?: string | undefined;
  readonly caBundle?: string | undefined;
  /** The region of IAM Identity Center, where the profile signs in by it. */
  readonly signIn?: string | undefined;
}

/** Reads the profile in force from the AWS configuration; empty where there is none. */
export const profileInForce = async (): Promise<Profile> => {
  const name = process.env['AWS_PROFILE'] || process.env['AWS_DEFAULT_PROFILE'] || 'default';
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const section = { ...credentialsFile[name], ...configFile[name] };
  const session = configFile[`sso-session.${section['sso_session']}`];
  return {
    name,
    region: section['region'],
    caBundle: section['ca_bundle'],
    signIn: section['sso_region'] ?? session?.['sso_region'],
  };
};

/** The region in force. Throws a UsageError where nobody says one. */
export const regionInForce = async (): Promise<string> => {
  const region =
    process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || (await profileInForce()).region;
  if (!region) throw new UsageError('Say --region, or set AWS_REGION or a region in the profile.');
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region))
    throw new UsageError(`${region} is no region such as eu-west-1.`);
  return region;
};
