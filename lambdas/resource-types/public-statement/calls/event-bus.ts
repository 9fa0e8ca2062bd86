import {
  DescribeEventBusCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
  PutPermissionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-eventbridge';
import { tagsOf } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls } from '../../../core/statements/door.ts';

export const eventBus = (connection: Connection): DoorCalls => {
  const events = new EventBridgeClient(awsHttp(connection));
  return {
    read: async ({ name }) => ({
      text: (await events.send(new DescribeEventBusCommand({ Name: name }))).Policy,
    }),
    // With a whole policy PutPermission takes nothing else but the bus.
    write: ({ name }, Policy) => events.send(new PutPermissionCommand({ EventBusName: name, Policy })),
    remove: ({ name }) =>
      events.send(new RemovePermissionCommand({ EventBusName: name, RemoveAllPermissions: true })),
    list: async (NextToken) => {
      const page = await events.send(new ListEventBusesCommand({ NextToken, Limit: 100 }));
      return { names: (page.EventBuses ?? []).flatMap(({ Name }) => Name ?? []), next: page.NextToken };
    },
    tags: async ({ arn }) =>
      tagsOf((await events.send(new ListTagsForResourceCommand({ ResourceARN: arn }))).Tags),
  };
};
