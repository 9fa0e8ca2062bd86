import { EC2Client } from '@aws-sdk/client-ec2';

/** What EC2 answers: a status and the XML below the call's own element. */
export interface Answer {
  readonly status?: number;
  readonly body: string;
}

export interface Sent {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const error = (status: number, code: string, message: string): Answer => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});

/** EC2's refusals, as it words them. */
export const refusals = {
  noGroup: error(400, 'InvalidGroup.NotFound', "The security group 'sg-0123456789abcdef0' does not exist"),
  noRule: error(400, 'InvalidSecurityGroupRuleId.NotFound', 'The security group rule ID does not exist'),
  noPermission: error(
    400,
    'InvalidPermission.NotFound',
    'The specified rule does not exist in this security group.',
  ),
  noList: error(400, 'InvalidPrefixListID.NotFound', 'The prefix list does not exist'),
  denied: error(403, 'UnauthorizedOperation', 'You are not authorized to perform this operation.'),
  malformed: error(400, 'InvalidGroupId.Malformed', 'Invalid id'),
  throttled: error(503, 'RequestLimitExceeded', 'Request limit exceeded.'),
  broken: error(500, 'InternalError', 'An internal error has occurred'),
};

const encoder = new TextEncoder();

/**
 * An EC2 client whose HTTP answers are given in advance, in order; one that is asked for more throws. Everything above
 * HTTP is the SDK's own: what is sent is the query that EC2 would get.
 */
export const stubEc2 = (...answers: readonly Answer[]): { client: EC2Client; sent: Sent[] } => {
  const sent: Sent[] = [];
  const waiting = [...answers];
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle: async ({ body }: { readonly body?: unknown }) => {
      const {
        Action: action = '',
        Version: _,
        ...parameters
      } = Object.fromEntries(new URLSearchParams(String(body)));
      sent.push({ action, parameters });
      const answer = waiting.shift();
      if (!answer) throw new Error(`No answer is left for ${action}`);
      const text = answer.status ? answer.body : `<${action}Response>${answer.body}</${action}Response>`;
      return {
        response: {
          statusCode: answer.status ?? 200,
          headers: { 'content-type': 'text/xml' },
          body: encoder.encode(text),
        },
      };
    },
  };
  const client = new EC2Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    maxAttempts: 1,
    requestHandler,
  });
  return { client, sent };
};

/** The XML of a list: `set('securityGroupRuleSet', [...])`. */
export const set = (name: string, items: readonly Readonly<Record<string, unknown>>[]): string => {
  const xml = (value: unknown): string =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([key, inner]) =>
            Array.isArray(inner)
              ? `<${key}>${inner.map((one) => `<item>${xml(one)}</item>`).join('')}</${key}>`
              : `<${key}>${xml(inner)}</${key}>`,
          )
          .join('')
      : String(value);
  return `<${name}>${items.map((item) => `<item>${xml(item)}</item>`).join('')}</${name}>`;
};

/** A row as DescribeSecurityGroupRules gives it. */
export const described = (id: string, more: Readonly<Record<string, unknown>> = {}) => ({
  securityGroupRuleId: id,
  groupId: 'sg-0123456789abcdef0',
  groupOwnerId: '123456789012',
  isEgress: false,
  ipProtocol: 'tcp',
  fromPort: 22,
  toPort: 22,
  cidrIpv4: '0.0.0.0/0',
  ...more,
});

/** One page of DescribeSecurityGroupRules. */
export const page = (rows: readonly Readonly<Record<string, unknown>>[], next = ''): Answer => ({
  body: set('securityGroupRuleSet', rows) + (next ? `<nextToken>${next}</nextToken>` : ''),
});
