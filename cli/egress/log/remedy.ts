import type { Tally } from './tally.ts';

/** What to do about a host, the least first. Every one names exactly this host. */
export interface Remedy {
  readonly remedy: string;
  /** What follows if it still fails, in this order. */
  readonly further: readonly string[];
}

const CHECK = (host: string) => `npx --no -- drawbridge egress check ${host}`;

const whom = (processes: readonly string[]): string =>
  processes.length > 0 ? ` for ${processes.join(', ')}` : '';

const ladder = ({ host, processes }: Tally): readonly string[] => [
  `trust the CA${whom(processes)}: npx --no -- drawbridge egress bundle --add ROOT.pem, and the lines that it prints. No exception is needed then`,
  `do not decrypt ${host}: Netskope, Policies > SSL Decryption, a policy with the domain ${host} and the action Do Not Decrypt; Squid, ${host} in the file of acl nodecrypt ssl::server_name, with ssl_bump splice nodecrypt`,
  `pinned application: Netskope, Steering Configuration > Exceptions > Certificate Pinned Application, ${processes.length > 0 ? `the process ${processes.join(', ')}` : 'the process of the client'} with the domain ${host} and the action Bypass`,
  `full bypass: Netskope, Steering Configuration > Exceptions > Domain, ${host}; elsewhere NO_PROXY=${host} and the firewall open for it`,
];

const seen = ({ host }: Tally): string =>
  `See that it has arrived: Netskope, Configuration in the client's menu, Update, then a new "bypassing flow to exception host: ${host}" in nsdebuglog.log; Squid, squid -k reconfigure, then bump=splice in access.log. Then ${CHECK(host)}`;

/** The least remedy for a host; never an exception for more than its exact name. */
export const remedyFor = (tally: Tally): Remedy => {
  const { host, tunnelled, failed, failures } = tally;
  const [why] = failures;
  if (failed === 0 && tunnelled === 0) return { remedy: 'none: it is not decrypted', further: [] };
  if (why === 'denied')
    return {
      remedy: `allow ${host}: Squid, ${host} in the file of acl allowed dstdomain`,
      further: [CHECK(host)],
    };
  if (why === 'proxy-distrusts-origin')
    return {
      remedy: `have the proxy trust the origin of ${host}: Squid, its root in tls_outgoing_options cafile=…`,
      further: [CHECK(host)],
    };
  if (why === 'proxy-cannot-reach')
    return { remedy: `let the proxy reach ${host}: its firewall, routes and DNS`, further: [CHECK(host)] };
  const [least = '', ...further] = ladder(tally);
  return { remedy: least, further: [...further, seen(tally)] };
};
