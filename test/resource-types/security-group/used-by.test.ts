import { expect, test } from 'vitest';
import { usersOf } from '../../../lambdas/resource-types/security-group/used-by.ts';
import { set, stubEc2 } from './stub-ec2.ts';

const GROUP = 'sg-0123456789abcdef0';

const usedBy = (...interfaces: readonly Readonly<Record<string, unknown>>[]) =>
  usersOf(stubEc2({ body: set('networkInterfaceSet', interfaces) }).client, GROUP);

test('nothing uses a group without interfaces', async () => {
  expect(await usedBy()).toEqual([]);
});

test('each user is there once, with all its addresses, those that the Internet reaches first', async () => {
  expect(
    await usedBy(
      { networkInterfaceId: 'eni-1', attachment: { instanceId: 'i-1' } },
      {
        networkInterfaceId: 'eni-2',
        attachment: { instanceId: 'i-2' },
        association: { publicIp: '203.0.113.7' },
      },
      {
        networkInterfaceId: 'eni-3',
        attachment: { instanceId: 'i-2' },
        ipv6AddressesSet: [{ ipv6Address: '2001:db8::7' }],
      },
    ),
  ).toEqual([
    'instance i-2 (public address 203.0.113.7, IPv6 2001:db8::7)',
    'instance i-1 (no public address)',
  ]);
});

test.each([
  ['ELB app/web/50dc6c495c0c9188', 'application load balancer web'],
  ['ELB net/api/50dc6c495c0c9188', 'network load balancer api'],
  ['ELB classic-one', 'classic load balancer classic-one'],
  ['AWS Lambda VPC ENI-resize-images-0f1e2d3c-1111-2222-3333-444455556666', 'function resize-images'],
  ['VPC Endpoint Interface vpce-0123456789abcdef0', 'VPC endpoint vpce-0123456789abcdef0'],
  ['EFS mount target for fs-0123 (fsmt-1)', 'file system fs-0123'],
  ['RDSNetworkInterface', 'database behind eni-1'],
  ['made by hand', 'network interface eni-1 (made by hand)'],
  ['', 'network interface eni-1'],
])('an interface that EC2 describes as %j is that of %s', async (description, name) => {
  expect(await usedBy({ networkInterfaceId: 'eni-1', description })).toEqual([`${name} (no public address)`]);
});
