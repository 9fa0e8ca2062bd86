import { RDSClient } from '@aws-sdk/client-rds';

/** One of RDS's two sorts of snapshots, as its XML spells it. */
type Noun = 'DBSnapshot' | 'DBClusterSnapshot';

interface Call {
  readonly action: string;
  readonly form: URLSearchParams;
}

type Answer = readonly [status: number, body: string];

export interface FakeRds {
  readonly client: RDSClient;
  /** The values of `restore` by ARN resource, e.g. `snapshot:NAME`. */
  readonly restore: Map<string, string[]>;
  readonly tags: Map<string, Readonly<Record<string, string>>>;
  /** Every call as `Action identifier`, with what it removes. */
  readonly calls: string[];
}

const XMLNS = 'http://rds.amazonaws.com/doc/2014-10-31/';

const response = (action: string, result: string): Answer => [
  200,
  `<${action}Response xmlns="${XMLNS}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${action}Response>`,
];

/** RDS's error document: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html */
export const fault = (status: number, code: string, message = code): Answer => [
  status,
  `<ErrorResponse xmlns="${XMLNS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
];

/** An answer as in the examples of the API reference, with the attribute `restore` alone. */
export const attributes = (action: string, noun: Noun, name: string, values: readonly string[]): Answer => {
  const list = values.map((value) => `<AttributeValue>${value}</AttributeValue>`).join('');
  const attribute = `<${noun}Attribute><AttributeName>restore</AttributeName><AttributeValues>${list}</AttributeValues></${noun}Attribute>`;
  const identifier = `<${noun}Identifier>${name}</${noun}Identifier>`;
  return response(
    action,
    `<${noun}AttributesResult><${noun}Attributes>${attribute}</${noun}Attributes>${identifier}</${noun}AttributesResult>`,
  );
};

/** An answer without any attribute in it. */
export const silent = (action: string): Answer => response(action, '');

const members = (form: URLSearchParams, prefix: string): string[] =>
  [...form].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value);

const listTags = ({ action, form }: Call, { tags }: FakeRds): Answer => {
  const own = tags.get(form.get('ResourceName') ?? '');
  if (!own) return fault(404, 'DBSnapshotNotFound');
  const list = Object.entries(own).map(
    ([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`,
  );
  return response(action, `<TagList>${list.join('')}</TagList>`);
};

const onAttributes = ({ action, form }: Call, rds: FakeRds): Answer => {
  const noun: Noun = action.includes('Cluster') ? 'DBClusterSnapshot' : 'DBSnapshot';
  const name = form.get(`${noun}Identifier`) ?? '';
  const id = `${noun === 'DBSnapshot' ? 'snapshot' : 'cluster-snapshot'}:${name}`;
  const removed = members(form, 'ValuesToRemove.AttributeValue.');
  rds.calls.push([action, name, ...removed].join(' '));
  const before = rds.restore.get(id);
  if (!before)
    return fault(404, noun === 'DBSnapshot' ? 'DBSnapshotNotFound' : 'DBClusterSnapshotNotFoundFault');
  const after = [...before.filter((value) => !removed.includes(value)), ...members(form, 'ValuesToAdd.')];
  rds.restore.set(id, after);
  return attributes(action, noun, name, after);
};

/**
 * RDS as a client sees it, on the wire: form in, XML out. `answer` may answer a call instead, before anything happens.
 */
export const fakeRds = (
  restore: Readonly<Record<string, readonly string[]>> = {},
  answer: (action: string, rds: FakeRds) => Answer | undefined = () => undefined,
): FakeRds => {
  const handle = async ({ body }: { body?: unknown }) => {
    const form = new URLSearchParams(String(body));
    const call = { action: form.get('Action') ?? '', form };
    const real = call.action === 'ListTagsForResource' ? listTags : onAttributes;
    const [statusCode, xml] = answer(call.action, rds) ?? real(call, rds);
    return { response: { statusCode, headers: { 'content-type': 'text/xml' }, body: Buffer.from(xml) } };
  };
  const client = new RDSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
  const rds: FakeRds = {
    client,
    restore: new Map(Object.entries(restore).map(([id, values]) => [id, [...values]])),
    tags: new Map(),
    calls: [],
  };
  return rds;
};
