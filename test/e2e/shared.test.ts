import { beforeAll, describe, expect, test } from 'vitest';
import { asffTypeOf } from '../../lambdas/core/base/resource-type.ts';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { SHARED_DOORS, type SharedDoor } from '../../sandbox/shared-doors.ts';
import { until } from '../../sandbox/until.ts';
import { drawbridge } from './support/cli.ts';
import { config, control, hubFindings, place, subscribe } from './support/cloud.ts';

let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

const findingAbout = (id: string, status: string) =>
  inbox.finding(`${id}, ${status}`, ({ resource, status: is }) => resource.id === id && is === status);

/** Makes the resource, and waits until the events of that have been looked at. */
const settled = async (make: (typeof SHARED_DOORS)[number]): Promise<SharedDoor> => {
  const door = await make(config);
  await control.idle();
  return door;
};

/** What is declared of the resource behind a door. */
const declared = ({ template, resource }: SharedDoor) => {
  const found = RESOURCE_TYPES.find(({ type }) => type.templates.some(({ id }) => id === template));
  if (!found) throw new Error(`No resource type has the template ${template}.`);
  const { type } = found;
  const arn = type.arn(resource, { partition: 'aws', ...place });
  return { type, arn, asffType: asffTypeOf(type, resource) };
};

/** The call that fixes, as a fault names it. */
const fixingCall = (door: SharedDoor) => {
  const [service = '', action = ''] = declared(door).type.fix[0]?.actions[0]?.split(':') ?? [];
  return { service, action };
};

describe.each(SHARED_DOORS)('%o', (make) => {
  test('loses everybody, keeps its named account, and comes back by an undo', async () => {
    const door = await settled(make);
    const { resource: id, template, opens } = door;
    const named = await door.values();
    const { type, arn, asffType } = declared(door);
    await door.open();
    const finding = await findingAbout(id, 'REMEDIATED');
    expect(await door.values()).toEqual(named);
    expect(finding).toMatchObject({
      template,
      resource: { type: asffType, kind: type.name, id, arn },
      violating: [opens],
      kept: named.length,
    });
    const [imported] = await until(`${id} in Security Hub`, async () => {
      const found = await hubFindings(arn);
      return found.length > 0 && found;
    });
    expect(imported).toMatchObject({ Id: `${arn}/${template}`, Compliance: { Status: 'PASSED' } });

    const undone = await drawbridge('undo', `${id}/1`, '--yes', '--reason', 'shared on purpose');
    expect(undone.stderr).toContain(opens);
    expect(undone.code).toBe(0);
    await findingAbout(id, 'EXCLUDED');
    expect(await door.isOpen()).toBe(true);
  });

  test('is known to explain and to the sweep', async () => {
    const door = await settled(make);
    const { resource: id, opens } = door;
    const { action: eventName } = fixingCall(door);
    await control.addEventRule({ eventName, times: 1, drop: true });
    await door.open();
    const explained = await drawbridge('explain', declared(door).arn, '--json');
    expect([explained.code, explained.stderr]).toEqual([1, '']);
    expect(JSON.parse(explained.stdout)).toMatchObject([{ resource: { id }, would: { remove: [opens] } }]);
    const swept = await drawbridge('sweep', '--json');
    expect(swept.code).toBe(1);
    const { open } = JSON.parse(swept.stdout) as { open: readonly { id: string }[] };
    expect(open.map((one) => one.id)).toContain(id);
    await door.close();
  });

  test('that AWS refused to close is resolved when it is deleted or closed by hand, and nothing dies of it', async () => {
    const door = await settled(make);
    const { resource: id } = door;
    const fault = { caller: ':role/', about: id, status: 403, code: 'UnauthorizedOperation' };
    await control.addFault({ ...fixingCall(door), ...fault });
    await door.open();
    await findingAbout(id, 'FAILED');
    if (door.alone) await door.close();
    else await door.remove();
    const resolved = await findingAbout(id, 'RESOLVED');
    if (!door.alone) expect(resolved).toMatchObject({ gone: true });
  });
});
