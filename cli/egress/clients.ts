import type { X509Certificate } from 'node:crypto';
import { anchorsOf, bundleInForce, firstNamed, type InForce } from './authorities.ts';
import { trusts } from './chain.ts';
import { profileInForce } from './profile.ts';
import { publicRoots } from './public-roots.ts';

/** Who goes to AWS, each by a bundle of its own. */
export type ClientName = 'drawbridge' | 'aws' | 'cdk' | 'functions';

/** Which bundle a client goes by, and why. */
export interface Client {
  readonly client: ClientName;
  readonly bundle?: string;
  readonly because: string;
  readonly faults: readonly string[];
  readonly anchors: readonly X509Certificate[];
}

const PUBLIC = "the client's own public roots";

const replacing = (client: ClientName, found: InForce | undefined): Client =>
  found
    ? {
        client,
        ...(found.file && { bundle: found.file }),
        because: `${found.because}, instead of the public roots`,
        faults: found.faults,
        anchors: found.certificates,
      }
    : { client, because: PUBLIC, faults: [], anchors: publicRoots() };

const adding = (client: ClientName, found: InForce | undefined): Client =>
  found
    ? {
        client,
        ...(found.file && { bundle: found.file }),
        because: `${found.because}, beside the public roots`,
        faults: found.faults,
        anchors: anchorsOf(found),
      }
    : { client, because: PUBLIC, faults: [], anchors: publicRoots() };

const variable = (name: string) => [name, process.env[name]] as const;

/**
 * The bundle of each client. The AWS CLI and CDK take one instead of the public roots, Drawbridge and the functions beside
 * them, as seen with AWS CLI 1.46.3 and aws-cdk 2.1148.1. `caBundle` is that of the policy file.
 */
export const clientsInForce = async (caBundle?: string): Promise<readonly Client[]> => {
  const { name, caBundle: ofProfile } = await profileInForce();
  const named = [variable('AWS_CA_BUNDLE'), [`ca_bundle of the profile ${name}`, ofProfile]] as const;
  const cdk = firstNamed(named);
  return [
    adding('drawbridge', await bundleInForce()),
    replacing('aws', firstNamed([...named, variable('REQUESTS_CA_BUNDLE')])),
    cdk ? replacing('cdk', cdk) : adding('cdk', firstNamed([variable('NODE_EXTRA_CA_CERTS')])),
    adding('functions', firstNamed([['egress.caBundle of the policy file', caBundle]])),
  ];
};

/** Whether a client would believe a chain. A broken file of authorities makes the AWS CLI and CDK fail, Node ignore it. */
export const believes = ({ faults, anchors }: Client, chain: readonly X509Certificate[]): boolean =>
  faults.length === 0 && trusts(anchors, chain);
