import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';

export type Service = 'sns' | 'securityhub' | 'events' | 'dynamodb' | 'sqs' | 'states' | 'scheduler';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly service: Service;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The form of SNS or the JSON of the others. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface HttpRequest {
  readonly hostname: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const SERVICES: readonly Service[] = [
  'sns',
  'securityhub',
  'events',
  'dynamodb',
  'sqs',
  'states',
  'scheduler',
];

const bodyOf = (service: Service, body: unknown): Call['body'] => {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array | undefined);
  return service === 'sns' ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text || '{}');
};

/** The list of findings or entries that a call brings. */
export const listOf = (call: Pick<Call, 'body'> | undefined, name: 'Findings' | 'Entries') =>
  (call?.body[name] ?? []) as Readonly<Record<string, unknown>>[];

/** The same error as each of the services says it. */
export const failure = (service: Service, code: string, status = 400): Answer =>
  service === 'sns'
    ? {
        status,
        body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>stub</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
        headers: { 'content-type': 'text/xml' },
      }
    : {
        status,
        body: JSON.stringify({ __type: code, message: 'stub', Message: 'stub' }),
        headers: { 'x-amzn-errortype': code, 'content-type': 'application/json' },
      };

/** A call that asks Security Hub what it holds already. */
export const isRead = ({ service, path }: Call): boolean => service === 'securityhub' && path === '/findings';

/** What AWS says when all is well. */
export const success = (call: Call): Answer => {
  const bodies: Record<Service, () => string> = {
    sns: () =>
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>',
    securityhub: () =>
      isRead(call)
        ? JSON.stringify({ Findings: [] })
        : JSON.stringify({
            FailedCount: 0,
            SuccessCount: listOf(call, 'Findings').length,
            FailedFindings: [],
          }),
    events: () =>
      JSON.stringify({
        FailedEntryCount: 0,
        Entries: listOf(call, 'Entries').map((_, i) => ({ EventId: `e-${i}` })),
      }),
    dynamodb: () => '{}',
    sqs: () => '{}',
    states: () => JSON.stringify({ executionArn: 'arn:execution', startDate: 0 }),
    scheduler: () => JSON.stringify({ ScheduleArn: 'arn:schedule' }),
  };
  return { status: 200, body: bodies[call.service]() };
};

export type Answers = (call: Call) => Answer | undefined;

/** AWS behind the SDK's own clients: records each request; `answers` overrides success. */
export const fakeAws = (answers: Answers = () => undefined) => {
  const calls: Call[] = [];
  const handle = async (request: HttpRequest) => {
    const service = SERVICES.find((name) => request.hostname.startsWith(`${name}.`));
    if (!service) throw new Error(`No stub for ${request.hostname}`);
    const { method, path, headers } = request;
    const call: Call = { service, method, path, headers, body: bodyOf(service, request.body) };
    calls.push(call);
    const { status, body, headers: answered = {} } = answers(call) ?? success(call);
    return {
      response: { statusCode: status, headers: { ...answered }, body: Readable.from([Buffer.from(body)]) },
    };
  };
  const client = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  };
  return {
    calls,
    /** The calls that bring something to a service. */
    to: (service: Service) => calls.filter((call) => call.service === service && !isRead(call)),
    sns: new SNSClient(client),
    securityHub: new SecurityHubClient(client),
    eventBridge: new EventBridgeClient(client),
    dynamodb: new DynamoDBClient(client),
    sqs: new SQSClient({ ...client, md5: false }),
    sfn: new SFNClient(client),
    scheduler: new SchedulerClient(client),
  };
};
