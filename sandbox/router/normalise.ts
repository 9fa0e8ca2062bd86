import ipaddr from 'ipaddr.js';
import type { Call } from './call.ts';
import { refusal } from './faults.ts';
import { type Answer, withBody } from './http.ts';

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

const withParams = (call: Call, entries: [string, string][]): Call => {
  const params = new URLSearchParams(entries);
  return { ...call, params, request: withBody(call.request, params.toString()) };
};

const PERMISSION = /^CreateVolumePermission\.(Add|Remove)\.(\d+)\.(Group|UserId)$/;

/** moto knows the older of the two forms of ModifySnapshotAttribute: one operation, with lists of groups and accounts. */
const flatPermissions = (call: Call): Call => {
  const entries = [...call.params].map(([name, value]): [string, string] => {
    const [, , index, sort] = PERMISSION.exec(name) ?? [];
    return index === undefined ? [name, value] : [`User${sort === 'Group' ? 'Group' : 'Id'}.${index}`, value];
  });
  const [operation] = [...call.params.keys()].flatMap((name) => PERMISSION.exec(name)?.[1] ?? []);
  return operation ? withParams(call, [...entries, ['OperationType', operation.toLowerCase()]]) : call;
};

/** EC2 keeps CIDRs and protocols in one spelling, whatever the caller writes; moto keeps what it gets. */
export const asAwsStores = (call: Call): Call => {
  if (call.service !== 'ec2') return call;
  if (call.action === 'ModifySnapshotAttribute') return flatPermissions(call);
  if (!/SecurityGroup(Rules|Ingress|Egress)$/.test(call.action)) return call;
  return withParams(
    call,
    [...call.params].map(([name, value]) => [name, stored(name, value)]),
  );
};

/** What moto answers with a failure of its own where AWS says that there is no such resource. */
export const asAwsRefuses = (call: Call, answer: Answer): Answer =>
  call.action === 'DescribeImageAttribute' && answer.status === 500
    ? refusal(
        call,
        400,
        'InvalidAMIID.NotFound',
        `The image id '${call.params.get('ImageId')}' does not exist`,
      )
    : answer;

const EMR_TIME = /("CreationDateTime": ?)"([^"]+)"/;

/** EMR's times are seconds since 1970; MiniStack writes one of them as text. */
export const inSeconds = (call: Call, answer: Answer): Answer =>
  call.service === 'elasticmapreduce' && EMR_TIME.test(String(answer.body))
    ? {
        ...answer,
        body: Buffer.from(
          String(answer.body).replace(
            EMR_TIME,
            (_, key: string, time: string) => `${key}${Date.parse(time) / 1000}`,
          ),
        ),
      }
    : answer;
