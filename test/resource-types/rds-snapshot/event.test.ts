import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../lambdas/core/base/event.ts';
import { nameOf, parseArn, sortOf } from '../../../lambdas/resource-types/rds-snapshot/model.ts';
import { rdsSnapshot } from '../../../lambdas/resource-types/rds-snapshot/type.ts';

const PLACE = { account: '123456789012', region: 'eu-west-1' };
const ARN = 'arn:aws:rds:eu-west-1:123456789012';
const PUBLIC = [{ value: 'all' }];

const record = (eventName: string, requestParameters: unknown, responseElements: unknown = null) => ({
  eventName,
  eventSource: 'rds.amazonaws.com',
  eventID: 'e-1',
  eventTime: '2026-11-22T09:00:00Z',
  awsRegion: PLACE.region,
  recipientAccountId: PLACE.account,
  requestParameters,
  responseElements,
});

/** The hint of a CloudTrail record, as the function gets it from EventBridge. */
const hint = (detail: unknown, place: { account: string; region: string } = PLACE) => {
  const parsed = parse({ source: 'aws.rds', detail }, { ...place, ...rdsSnapshot });
  return parsed.outcome === 'event' ? rdsSnapshot.hint(parsed.event) : parsed;
};

const share = (dBSnapshotIdentifier: unknown, ...valuesToAdd: string[]) =>
  record('ModifyDBSnapshotAttribute', { dBSnapshotIdentifier, attributeName: 'restore', valuesToAdd });

describe('the id', () => {
  test.each([
    ['as CloudTrail writes it', { dBSnapshotIdentifier: 'mine' }],
    ['as other tools write it', { dbSnapshotIdentifier: 'mine' }],
    ['as the API writes it', { DBSnapshotIdentifier: 'mine' }],
    ['in capitals, which RDS stores small', { dBSnapshotIdentifier: 'Mine' }],
    ['as an ARN', { dBSnapshotIdentifier: `${ARN}:snapshot:mine` }],
    ['as an ARN in China', { dBSnapshotIdentifier: 'arn:aws-cn:rds:eu-west-1:123456789012:snapshot:mine' }],
  ])('is taken %s', (_, parameters) => {
    expect(hint(record('DeleteDBSnapshot', parameters))).toMatchObject({ ids: ['snapshot:mine'] });
  });

  test.each([
    ['ModifyDBSnapshotAttribute', 'dBSnapshotIdentifier', 'snapshot:mine'],
    ['DeleteDBSnapshot', 'dBSnapshotIdentifier', 'snapshot:mine'],
    ['ModifyDBClusterSnapshotAttribute', 'dBClusterSnapshotIdentifier', 'cluster-snapshot:mine'],
    ['DeleteDBClusterSnapshot', 'dBClusterSnapshotIdentifier', 'cluster-snapshot:mine'],
  ])('of %s is in %s', (call, field, id) => {
    expect(hint(record(call, { [field]: 'mine' }))).toMatchObject({ ids: [id] });
    expect(hint(record(call, { omitted: true }, { [field]: 'mine' }))).toMatchObject({ ids: [id] });
  });

  test.each(['AddTagsToResource', 'RemoveTagsFromResource'])('of %s is the ARN in resourceName', (call) => {
    const tagged = (resource: string) => hint(record(call, { resourceName: `${ARN}:${resource}`, tags: [] }));
    expect(tagged('snapshot:rds:mine')).toEqual({
      ids: ['snapshot:rds:mine'],
      lookUps: [],
      closes: true,
      shows: [],
    });
    expect(tagged('cluster-snapshot:mine')).toMatchObject({ ids: ['cluster-snapshot:mine'] });
    expect(tagged('db:mine')).toEqual({ ids: [], lookUps: [], closes: true, shows: [] });
  });

  test.each([
    ['in an ARN somewhere', { dBSnapshotArn: `${ARN}:cluster-snapshot:rds:mine` }],
    ['within a text', [`not authorized on ${ARN}:cluster-snapshot:rds:mine: because`]],
    ['deeper than the stack', deep(`${ARN}:cluster-snapshot:rds:mine`)],
  ])('of an event whose fields are omitted is found %s', (_, additionalEventData) => {
    const event = { ...record('ModifyDBClusterSnapshotAttribute', { omitted: true }), additionalEventData };
    expect(hint(event)).toEqual({ ids: ['cluster-snapshot:rds:mine'], lookUps: [], closes: true, shows: [] });
  });

  test.each([
    ['another account', 'arn:aws:rds:eu-west-1:999999999999:snapshot:mine'],
    ['another region', 'arn:aws:rds:eu-central-1:123456789012:snapshot:mine'],
    ['nothing', undefined],
    ['an object', { toString: 'mine' }],
    ['a list', ['mine']],
    ['a number', 7],
    ['an empty text', ''],
    ['a path', '../mine'],
    ['two lines', 'mine\nyours'],
    ['a text too long', 'a'.repeat(257)],
    ['an ARN too long', `${ARN}:snapshot:${'a'.repeat(257)}`],
    ['an ARN of another service', 'arn:aws:s3:::mine'],
    ['one that starts with a digit', '1mine'],
  ])('that is %s refuses the event, and says so', (_, identifier) => {
    expect(hint(share(identifier, 'all'))).toEqual({
      refused: expect.stringMatching(
        /^ModifyDBSnapshotAttribute names no snapshot of this account and region in dBSnapshotIdentifier\. Look at CloudTrail event e-1 /,
      ),
    });
  });

  test('of a forged event with thousands of ARNs is one of fifty', () => {
    const arns = Array.from({ length: 5000 }, (_, i) => `${ARN}:snapshot:s${i}`);
    const found = hint({ ...record('DeleteDBSnapshot', { omitted: true }), arns });
    expect('ids' in found && found.ids).toHaveLength(50);
  });
});

describe('what the event shows', () => {
  const restore = (...attributeValues: string[]) => ({
    dBSnapshotIdentifier: 'mine',
    dBSnapshotAttributes: [{ attributeName: 'restore', attributeValues }],
  });
  const change = (changed: object, response: unknown = null) =>
    hint(record('ModifyDBSnapshotAttribute', { dBSnapshotIdentifier: 'mine', ...changed }, response));
  const attributeName = 'restore';

  test.each([
    ['`all` added', { attributeName, valuesToAdd: ['all'] }, restore('all'), true, false],
    ['`all` added, without a response', { attributeName, valuesToAdd: ['all'] }, null, true, false],
    ['`all` added, as a bare text', { attributeName, valuesToAdd: 'all' }, null, true, false],
    [
      'an account added to a public one',
      { attributeName, valuesToAdd: ['1'] },
      restore('all', '1'),
      true,
      false,
    ],
    [
      'an account removed from a public one',
      { attributeName, valuesToRemove: ['1'] },
      restore('all'),
      true,
      false,
    ],
    ['an account added', { attributeName, valuesToAdd: ['1'] }, restore('1'), false, false],
    ['an account removed', { attributeName, valuesToRemove: ['1'] }, restore(), false, false],
    ['nothing added', { attributeName, valuesToAdd: [] }, restore(), false, false],
    ['nothing changed', { attributeName }, null, false, false],
    ['`all` removed', { attributeName, valuesToRemove: ['all'] }, restore('1'), false, true],
    ['`all` of another attribute', { attributeName: 'other', valuesToAdd: ['all'] }, null, false, false],
    ['an omitted request', { omitted: true }, restore(), false, true],
    ['an omitted request to a public one', { omitted: true }, restore('all'), true, true],
  ])('%s', (_, changed, response, open, closes) => {
    expect(change(changed, response)).toMatchObject({ shows: open ? PUBLIC : [], closes });
  });

  test.each(['DeleteDBSnapshot', 'DeleteDBClusterSnapshot'])('%s closes', (call) => {
    const parameters = { dBSnapshotIdentifier: 'mine', dBClusterSnapshotIdentifier: 'mine' };
    expect(hint(record(call, parameters))).toMatchObject({ shows: [], closes: true });
  });
});

/** A text below more lists than the stack has room for. */
function deep(text: string): unknown {
  let value: unknown = text;
  for (let i = 0; i < 100_000; i++) value = [value];
  return value;
}

const CHARACTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789-'];
const segment = (maxLength: number) =>
  fc
    .string({ unit: fc.constantFrom(...CHARACTERS), maxLength })
    .map((tail) => `a${tail}`.replaceAll(/-+/g, '-').replace(/-$/, ''));
const legalName = fc.oneof(
  segment(254),
  segment(60).map((name) => `rds:${name}-2026-11-22-09-15`),
  fc.uuid().map((uuid) => `awsbackup:job-${uuid}`),
  fc.constantFrom('a', 'a-b', 'a-snap', 'rds:a', 'rds:a-b', 'awsbackup:a', 'awsbackup:copyjob-1', 'z9'),
);

test('an identifier of any legal form survives the way from event to ARN and back', () => {
  const calls = fc.constantFrom(
    ['ModifyDBSnapshotAttribute', 'dBSnapshotIdentifier', 'snapshot'],
    ['ModifyDBClusterSnapshotAttribute', 'dBClusterSnapshotIdentifier', 'cluster-snapshot'],
  );
  fc.assert(
    fc.property(legalName, calls, (name, [call = '', field = '', sort]) => {
      const id = `${sort}:${name}`;
      expect(hint(record(call, { [field]: name }))).toMatchObject({ ids: [id] });
      const arn = rdsSnapshot.arn(id, { partition: 'aws', ...PLACE });
      expect(arn).toBe(`${ARN}:${sort}:${name}`);
      expect(hint(record(call, { [field]: arn }))).toMatchObject({ ids: [id] });
      expect(hint(record('AddTagsToResource', { resourceName: arn }))).toMatchObject({ ids: [id] });
      expect(parseArn(arn)).toEqual({ id, ...PLACE });
      expect([sortOf(id), nameOf(id)]).toEqual([sort, name]);
    }),
    { numRuns: 300 },
  );
});

test('an event of any content is judged or refused, and never throws', () => {
  const word = fc.constantFrom(
    'restore',
    'all',
    'mine',
    `${ARN}:snapshot:mine`,
    'omitted',
    '__proto__',
    'toString',
  );
  const key = fc.constantFrom(
    ...['dBSnapshotIdentifier', 'resourceName', 'attributeName', 'valuesToAdd', 'valuesToRemove', 'items'],
    ...['dBSnapshotAttributes', 'attributeValues', '__proto__', 'constructor', 'toString'],
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, word, fc.jsonValue(), tie('object'), fc.array(tie('tree'))),
    object: fc.array(fc.tuple(key, tie('tree'))).map((entries) => JSON.parse(textOf(entries))),
  }));
  const call = fc.constantFrom(...Object.keys(rdsSnapshot.calls));
  fc.assert(
    fc.property(call, tree, tree, (name, request, response) => {
      const found = hint(record(name, request, response));
      expect('refused' in found || 'ids' in found).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(Object.keys({})).toEqual([]);
});

/** By text, so that `__proto__` becomes a property like any other, as it does in a real event. */
function textOf(entries: unknown[]): string {
  return `{${entries.map((entry) => (Array.isArray(entry) ? `${JSON.stringify(entry[0])}:${JSON.stringify(entry[1])}` : '')).join()}}`;
}
