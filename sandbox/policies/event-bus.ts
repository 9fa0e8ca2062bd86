import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  EventBridgeClient,
  PutPermissionCommand,
} from '@aws-sdk/client-eventbridge';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

export const eventBus: MakePolicyDoor = async (config, name) => {
  const events = new EventBridgeClient(config);
  const { EventBusArn: arn = '' } = await events.send(new CreateEventBusCommand({ Name: name }));
  return {
    template: 'event-bus-with-public-permissions',
    resource: name,
    arn,
    action: 'events:PutEvents',
    service: 'events',
    fixing: 'PutPermission',
    put: (document) =>
      events.send(new PutPermissionCommand({ EventBusName: name, Policy: JSON.stringify(document) })),
    get: async () => parsed((await events.send(new DescribeEventBusCommand({ Name: name }))).Policy),
    delete: () => events.send(new DeleteEventBusCommand({ Name: name })),
  };
};
