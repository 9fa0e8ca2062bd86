import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { STOP } from '../../lambdas/core/exclusions/exceptions.ts';
import { endException } from '../exceptions.ts';
import type { Options } from '../options.ts';
import { deployed } from '../stack.ts';
import { print } from '../terminal.ts';

const run = async (options: Options): Promise<void> => {
  const { place, exceptions } = await deployed();
  await endException(new DynamoDBClient(awsHttp()), exceptions, STOP);
  const { account, region } = place;
  print(options.json ?? false, { stopped: false, account, region }, () =>
    [
      `The emergency stop is over in account ${account}, ${region}.`,
      'What was only reported meanwhile is closed by the next change of its resource, or the next sweep.',
    ].join('\n'),
  );
};

export const configure = (command: Command): Command =>
  command
    .addHelpText('before', 'Example: npx --no -- drawbridge resume\n')
    .action(async (_: object, { parent }: Command) => run(parent?.opts<Options>() ?? {}));
