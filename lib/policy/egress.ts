import { z } from 'zod';
import { ENDPOINT_HOSTS } from '../../lambdas/core/base/endpoint-hosts.ts';
import { line, oneOf } from './values.ts';

const PROXY = /^https?:\/\/[^\s/@]+:\d{1,5}\/?$/;

const id = (prefix: string, what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${prefix}-[0-9a-f]{8,17}$`),
      `expected the id of ${what}, such as ${prefix}-0123456789abcdef0`,
    );

const proxy = z.string().superRefine((text, { addIssue }) => {
  if (PROXY.test(text)) return;
  const message = text.includes('@')
    ? 'no name or password here, since the policy travels in the stack: put the whole URL into a secret, and name that by proxySecret'
    : 'expected a URL with a port, such as http://proxy.example.com:3128';
  addIssue({ code: 'custom', message });
});

/** What a policy file may say about the way of the functions to AWS. */
export const egressSchema = z
  .strictObject({
    vpc: id('vpc', 'a VPC').describe('The VPC that the functions are put into.'),
    subnets: z
      .array(id('subnet', 'a subnet'))
      .min(1)
      .max(16)
      .describe('Its subnets, from which the proxy is reached.'),
    securityGroup: id('sg', 'a security group').describe('The security group of the functions.'),
    proxy: proxy
      .optional()
      .describe('The proxy, without name and password: `http://proxy.example.com:3128`.'),
    proxySecret: line(512)
      .optional()
      .describe(
        'The name of a secret in Secrets Manager whose text is the whole URL of the proxy, with name and password. Its endpoint `secretsmanager` must be among `endpoints`.',
      ),
    caBundle: line(1024)
      .optional()
      .describe("The company's authorities, PEM, from where the policy file is; the public ones stay."),
    endpoints: z
      .array(oneOf(Object.keys(ENDPOINT_HOSTS), 'endpoint'))
      .optional()
      .describe(
        'Interface and gateway endpoints that the VPC has, such as `dynamodb`: these do not go through the proxy.',
      ),
  })
  .superRefine(({ proxy: open, proxySecret, endpoints = [] }, { addIssue }) => {
    if (open && proxySecret)
      addIssue({
        code: 'custom',
        path: ['proxySecret'],
        message: 'proxy and proxySecret exclude each other: keep one',
      });
    if (proxySecret && !endpoints.includes('secretsmanager'))
      addIssue({
        code: 'custom',
        path: ['proxySecret'],
        message:
          'the secret cannot be read through the proxy that it is for: make an interface endpoint of secretsmanager, and name it under endpoints',
      });
  })
  .describe(
    'How the functions reach AWS where they must go through a proxy. Absent: they run outside of a VPC.',
  );
