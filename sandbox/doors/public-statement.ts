import { at, list, own } from '../../lambdas/core/base/json.ts';
import type { DoorSet } from '../door-sets.ts';
import { dynamodbTable } from '../policies/dynamodb-table.ts';
import { ecrRepository } from '../policies/ecr-repository.ts';
import { efsFileSystem } from '../policies/efs-file-system.ts';
import { eventBus } from '../policies/event-bus.ts';
import { glueCatalog } from '../policies/glue-catalog.ts';
import { logsPolicy } from '../policies/logs-policy.ts';
import { opensearchDomain } from '../policies/opensearch-domain.ts';
import { secret } from '../policies/secret.ts';
import { snsTopic } from '../policies/sns-topic.ts';
import { sqsQueue } from '../policies/sqs-queue.ts';
import { everybody, type MakePolicyDoor, type PolicyDoor, partner, policyOf } from '../policy-door.ts';
import type { Door } from '../watch.ts';

/** One for each template about a policy. */
export const POLICY_DOORS: readonly MakePolicyDoor[] = [
  dynamodbTable,
  ecrRepository,
  efsFileSystem,
  eventBus,
  glueCatalog,
  logsPolicy,
  opensearchDomain,
  secret,
  snsTopic,
  sqsQueue,
];

const statementsOf = async ({ get }: PolicyDoor): Promise<readonly unknown[]> =>
  list(at(await get(), 'Statement'));

const isForAll = (statement: unknown): boolean => own(statement, 'Sid') === 'everybody';

/** Opens a policy that names a partner, and keeps him. */
const doorOf = (door: PolicyDoor): Door => ({
  template: door.template,
  resource: door.resource,
  opens: `Allow ${door.action} to *`,
  open: () => door.put(policyOf(partner(door), everybody(door))),
  isOpen: async () => (await statementsOf(door)).some(isForAll),
  settings: async () => ({ others: (await statementsOf(door)).filter((one) => !isForAll(one)) }),
});

export const doorSet: DoorSet = {
  title: (doors) =>
    doors === 1
      ? 'A policy, opened to everybody beside a named account'
      : `${doors} policies, each opened to everybody beside a named account`,
  make: (config) =>
    Promise.all(
      POLICY_DOORS.map(async (make) => {
        const door = await make(config, `demonstration-${crypto.randomUUID().slice(0, 8)}`);
        await door.put(policyOf(partner(door)));
        return doorOf(door);
      }),
    ),
};
