import { UsageError } from '../exit.ts';
import { bundleInForce, type InForce, secureContextOf, unusable } from './authorities.ts';
import { nameOf } from './certificates.ts';
import { believes, type Client, clientsInForce } from './clients.ts';
import { probe, type Target } from './probe.ts';
import { proxyFor, shown } from './proxy.ts';
import { publicRoots } from './public-roots.ts';
import { FINE, judge, type Observation, type Verdict } from './verdict.ts';

/** What is told of the way to one host. */
export interface HostReport {
  /** With its port where that is not 443. */
  readonly host: string;
  readonly verdict: Verdict;
  readonly proxy?: string;
  /** Who has signed the certificate that was shown. */
  readonly issuer?: string;
  /** The root above that, where it was sent. */
  readonly root?: string;
  /** The file of authorities in force for the command line. */
  readonly bundle?: string;
  readonly says: string;
  readonly next: string;
  /** Whether each client would believe what was shown, and by which bundle. */
  readonly clients?: readonly {
    readonly client: Client['client'];
    readonly bundle?: string;
    readonly because: string;
    readonly believes: boolean;
  }[];
}

/** A host as people write it: a name, with a port, or a URL. Throws a UsageError for what is none. */
export const targetOf = (text: string): Target => {
  const url = text.includes('://') ? text : `https://${/^[^[]*:[^:]*:/.test(text) ? `[${text}]` : text}`;
  const { hostname = '', port = '', protocol = '' } = URL.canParse(url) ? new URL(url) : {};
  if (hostname === '' || !/^https?:$/.test(protocol) || /[*_\s]/.test(hostname))
    throw new UsageError(
      `${text} is no host. Write a name such as sts.eu-west-1.amazonaws.com, or name:port.`,
    );
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port || 443) };
};

const named = ({ host, port }: Target): string => (port === 443 ? host : `${host}:${port}`);

const withIssuer = ({ tls }: Observation): Pick<HostReport, 'issuer' | 'root'> => {
  const [leaf, ...above] = tls?.chain ?? [];
  const root = above.at(-1);
  return { ...(leaf && { issuer: nameOf(leaf.issuer) }), ...(root && { root: nameOf(root.subject) }) };
};

const withClients = ({ tls }: Observation, clients: readonly Client[]): Pick<HostReport, 'clients'> =>
  tls
    ? {
        clients: clients.map((each) => ({
          client: each.client,
          ...(each.bundle && { bundle: each.bundle }),
          because: each.because,
          believes: believes(each, tls.chain),
        })),
      }
    : {};

const look = async (target: Target, bundle: InForce, clients: readonly Client[]): Promise<HostReport> => {
  const proxy = proxyFor(target.host, target.port);
  const file = bundle.file ? { bundle: bundle.file } : {};
  const hop = proxy ? { proxy: shown(proxy) } : {};
  const host = named(target);
  if (bundle.faults.length > 0)
    return { host, verdict: 'bundle-unusable', ...hop, ...file, ...unusable(bundle) };
  const seen = await probe(target, { proxy, context: secureContextOf(bundle) });
  const { verdict, says, next } = judge(seen, publicRoots());
  return { host, verdict, ...hop, ...withIssuer(seen), ...file, says, next, ...withClients(seen, clients) };
};

const AT_ONCE = 6;

/** Looks at the way to each host, in their order. `caBundle` is that of the policy file, for the functions. */
export const checkHosts = async (
  targets: readonly Target[],
  caBundle?: string,
): Promise<readonly HostReport[]> => {
  const [bundle, clients] = await Promise.all([bundleInForce(), clientsInForce(caBundle)]);
  const reports: HostReport[] = [];
  for (let from = 0; from < targets.length; from += AT_ONCE)
    reports.push(
      ...(await Promise.all(
        targets.slice(from, from + AT_ONCE).map((target) => look(target, bundle, clients)),
      )),
    );
  return reports;
};

export const isFine = ({ verdict }: HostReport): boolean => FINE.has(verdict);

/** The way to a host that a command could not reach, if something is wrong with it. */
export const diagnosed = async (target: Target): Promise<HostReport | undefined> => {
  const [report] = await checkHosts([target]);
  return report && !isFine(report) ? report : undefined;
};
