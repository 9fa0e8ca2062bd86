import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { reasonFor } from '../ask.ts';
import { stopAll } from '../exceptions.ts';
import { type Options, policyInForce } from '../options.ts';
import { deployed } from '../stack.ts';
import { print } from '../terminal.ts';
import { TIMES, untilOf } from '../when.ts';

interface StopOptions {
  readonly until: string;
  readonly reason?: string;
}

const run = async (given: StopOptions, options: Options): Promise<void> => {
  const until = untilOf(given.until, policyInForce(options).exceptions.maxDays);
  const reason = await reasonFor(given.reason, 'Why is everything stopped?');
  const { place, exceptions } = await deployed();
  const stop = await stopAll(new DynamoDBClient(awsHttp()), exceptions, { until, reason });
  print(options.json ?? false, stop, () =>
    [
      `Nothing is changed in account ${place.account}, ${place.region}, until ${until}: what is found is reported only.`,
      'A fix that has begun is finished. To go on before: npx --no -- drawbridge resume',
    ].join('\n'),
  );
};

export const configure = (command: Command): Command =>
  command
    .option('--until <time>', `when it ends by itself: ${TIMES}`, '24h')
    .option('--reason <text>', 'why; it goes into every finding')
    .addHelpText('before', 'Example: npx --no -- drawbridge stop --until 2h --reason "incident 4711"\n')
    .action(async (given: StopOptions, { parent }: Command) => run(given, parent?.opts<Options>() ?? {}));
