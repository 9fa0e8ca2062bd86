import ipaddr from 'ipaddr.js';
import type { Call } from './call.ts';
import { withBody } from './http.ts';

const PROTOCOLS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6' };

/** The network of a CIDR in its shortest spelling; what is no CIDR stays as it is, for the emulator to refuse. */
const network = (cidr: string): string => {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) {
    const [, length] = ipaddr.IPv4.parseCIDR(cidr);
    return `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${length}`;
  }
  if (!ipaddr.IPv6.isValidCIDR(cidr)) return cidr;
  const [, length] = ipaddr.IPv6.parseCIDR(cidr);
  return `${ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String()}/${length}`;
};

const stored = (name: string, value: string): string => {
  if (name.endsWith('IpProtocol')) return PROTOCOLS[value] ?? value;
  return /Cidr(Ip|Ipv4|Ipv6)$/.test(name) ? network(value) : value;
};

/** EC2 keeps CIDRs and protocols in one spelling, whatever the caller writes; moto keeps what it gets. */
export const asAwsStores = (call: Call): Call => {
  if (call.service !== 'ec2' || !/SecurityGroup(Rules|Ingress|Egress)$/.test(call.action)) return call;
  const entries = [...call.params].map(([name, value]): [string, string] => [name, stored(name, value)]);
  const params = new URLSearchParams(entries);
  return { ...call, params, request: withBody(call.request, params.toString()) };
};
