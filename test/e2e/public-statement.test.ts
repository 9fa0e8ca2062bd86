import { beforeAll, describe, expect, test } from 'vitest';
import { list, own } from '../../lambdas/core/base/json.ts';
import { POLICY_DOORS } from '../../sandbox/doors/public-statement.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { everybody, type PolicyDoor, partner, policyOf } from '../../sandbox/policy-door.ts';
import { until } from '../../sandbox/until.ts';
import { drawbridge } from './support/cli.ts';
import { config, control, hubFindings, subscribe } from './support/cloud.ts';

const FIXER = ':role/';

const inOrder = ({ unordered }: PolicyDoor, statements: readonly unknown[]): readonly unknown[] =>
  unordered
    ? statements.toSorted((one, other) => String(own(one, 'Sid')).localeCompare(String(own(other, 'Sid'))))
    : statements;

const statementsOf = async (door: PolicyDoor): Promise<readonly unknown[]> =>
  inOrder(door, list(own(await door.get(), 'Statement')));

let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

const findingAbout = ({ arn, template }: PolicyDoor, status: string) =>
  inbox.finding(
    `${template} of ${arn}, ${status}`,
    (finding) => finding.resource.arn === arn && finding.template === template && finding.status === status,
  );

/** An organization of its own: everybody in name, nobody else in fact. */
const organization = (door: PolicyDoor) => ({
  ...everybody(door),
  Sid: 'organization',
  Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
});

describe.each(POLICY_DOORS.map((make) => [make.name, make] as const))('the policy of %s', (_, make) => {
  const named = (what: string) => `${what}-${crypto.randomUUID().slice(0, 8)}`;

  test('is known to explain and to the sweep, and reported where it cannot be told', async ({ skip }) => {
    const door = await make(config, named('doubtful'));
    if (door.doubt === 'never') return skip();
    const doubtful = {
      ...everybody(door),
      Sid: 'doubtful',
      Condition: door.doubt ?? { StringEquals: { 'aws:NobodyKnows': 'this' } },
    };
    await door.put(policyOf(partner(door), doubtful));
    await findingAbout(door, 'NOTIFIED');
    expect(await statementsOf(door)).toEqual(inOrder(door, [partner(door), doubtful]));
    const explained = await drawbridge('explain', door.arn, '--json');
    expect([explained.code, explained.stderr]).toEqual([1, '']);
    const swept = await drawbridge('sweep', '--json');
    const { open } = JSON.parse(swept.stdout) as { open: readonly { arn: string }[] };
    expect(open.map(({ arn }) => arn)).toContain(door.arn);
    await door.delete();
  });

  test('is FAILED where AWS refuses the change, and resolved when it is gone', async () => {
    const door = await make(config, named('refused'));
    // What made it wakes the function as well, which would close what the fault is to keep open.
    await control.idle();
    const { service, fixing, resource, isOne } = door;
    await control.addFault({
      service,
      action: fixing,
      caller: FIXER,
      about: isOne ? 'partner' : (resource.split(':')[0] ?? ''),
      status: 403,
      code: 'AccessDeniedException',
      // Where statements are added one by one, each wakes the function.
      times: 9,
    });
    const opened = policyOf(partner(door), everybody(door));
    await door.put(opened);
    const { error } = await findingAbout(door, 'FAILED');
    expect(error).toContain(`Allow ${service}:`);
    expect(await statementsOf(door)).toEqual(inOrder(door, opened.Statement));
    await door.delete();
    await findingAbout(door, 'RESOLVED');
    await control.idle();
    await control.clearFaults();
  });

  // The last, for what it allows stays allowed, and some accounts have one only.
  test('loses the statement for everybody, keeps the others, and gets it back by an undo', async () => {
    const door = await make(config, named('opened'));
    const opened = policyOf(partner(door), everybody(door), organization(door));
    await door.put(opened);
    const finding = await findingAbout(door, 'REMEDIATED');
    expect(await statementsOf(door)).toEqual(inOrder(door, [partner(door), organization(door)]));
    expect(finding).toMatchObject({
      template: door.template,
      resource: { id: door.resource, arn: door.arn },
      violating: [
        expect.stringMatching(new RegExp(`^statement [23] "everybody": Allow ${door.action} to \\*$`)),
      ],
      kept: 2,
    });
    const [imported] = await until(`${door.arn} in Security Hub`, async () => {
      const found = await hubFindings(door.arn);
      return found.length > 0 && found;
    });
    expect(imported).toMatchObject({
      Id: `${door.arn}/${door.template}`,
      Resources: [{ Type: finding.resource.type, Id: door.arn }],
      Compliance: { Status: 'PASSED' },
    });

    const undo = await drawbridge('undo', finding.remediation ?? '', '--yes', '--reason', 'open on purpose');
    expect([undo.code, undo.stderr]).toEqual([0, expect.stringContaining('everybody')]);
    await findingAbout(door, 'EXCLUDED');
    expect(await statementsOf(door)).toEqual(inOrder(door, opened.Statement));
    await door.delete();
    await findingAbout(door, 'RESOLVED');
  });
});
