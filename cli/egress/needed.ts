import { type Options, policyInForce } from '../options.ts';
import { hasBundle } from './authorities.ts';
import { checkHosts, type HostReport, targetOf } from './check.ts';
import { endpointsOf } from './endpoints.ts';
import { profileInForce, regionInForce } from './profile.ts';
import { hasProxy } from './proxy.ts';

/** Every host that is needed, or the one that stands for all of AWS. */
export const neededHosts = async (options: Options): Promise<readonly string[]> => {
  const instead = process.env['AWS_ENDPOINT_URL'];
  if (instead) return [instead];
  const [region, { signIn }] = [await regionInForce(), await profileInForce()];
  const account = process.env['AWS_ACCOUNT_ID'];
  const found = await endpointsOf({ region, account, policy: policyInForce(options), signIn });
  return found.map(({ host }) => host);
};

/** The ways to all hosts that are needed, where a proxy or a bundle is named; undefined where neither is. */
export const checkWhereNamed = async (options: Options): Promise<readonly HostReport[] | undefined> => {
  if (!hasProxy() && !(await hasBundle())) return undefined;
  // What is spoken to in plain HTTP has no certificate.
  const hosts = (await neededHosts(options)).filter((host) => !host.startsWith('http:'));
  return checkHosts(hosts.map(targetOf), policyInForce(options).egress?.caBundle);
};
