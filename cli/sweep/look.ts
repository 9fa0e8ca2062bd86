import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { createExceptions } from '../../lambdas/adapters/exceptions.ts';
import { createLedger } from '../../lambdas/adapters/ledger.ts';
import { classify } from '../../lambdas/core/base/errors.ts';
import type { PolicyOf } from '../deployed-policy.ts';
import { UsageError } from '../exit.ts';
import { type Around, JUDGED_TYPES, type JudgedType } from '../judging/resource-types.ts';
import { type Survey, together } from '../judging/survey.ts';
import type { Site } from '../places.ts';
import { complainWhereOther } from '../policy-differs.ts';
import { type Deployed, deployed } from '../stack.ts';
import type { Bar } from '../terminal.ts';

const clock = {
  now: Date.now,
  sleep: (milliseconds: number) => new Promise<void>((done) => void setTimeout(done, milliseconds)),
};

/** The deployment of a place; none where there is no stack, or its stacks may not be seen. */
const deploymentOf = async ({ connection }: Site): Promise<Deployed | undefined> => {
  try {
    return await deployed(connection);
  } catch (error) {
    if (error instanceof UsageError || classify(error) === 'permanent') return undefined;
    throw error;
  }
};

const never = async (): Promise<undefined> => undefined;

/** The rules of a place: the policy and, where Drawbridge is deployed, the exceptions that were granted there. */
export const aroundOf = async (policyOf: PolicyOf, site: Site): Promise<Around> => {
  const { place, connection } = site;
  const policy = await policyOf(connection);
  const common = { policy, place, clock, version: 'command line' };
  const stack = await deploymentOf(site);
  if (!stack) {
    const ledger = { latest: async () => undefined, append: never, replace: never, refuse: async () => {} };
    return { ...common, ledger, exceptions: { of: async () => [] } };
  }
  complainWhereOther(stack, policy);
  const dynamodb = new DynamoDBClient(awsHttp(connection));
  return {
    ...common,
    ledger: createLedger(dynamodb, stack.ledger, place),
    exceptions: createExceptions(dynamodb, stack.exceptions),
  };
};

/** Places are looked at a few at a time: each has API limits of its own, the terminal has one network. */
const PLACES_AT_ONCE = 4;

interface Job {
  readonly site: Site;
  readonly type: JudgedType;
}

/** Looks at every resource type in every place. What cannot be read is told, and keeps nothing else from being looked at. */
export const lookAll = async (
  sites: readonly Site[],
  policyOf: PolicyOf,
  bar: Bar,
  types: readonly JudgedType[] = JUDGED_TYPES,
): Promise<Survey> => {
  const queue: Job[] = sites.flatMap((site) => types.map((type) => ({ site, type })));
  const whole = queue.length;
  const counts = new Map<Job, readonly [number, number]>();
  const surveys: Survey[] = [];
  const arounds = new Map<Site, Promise<Around>>();
  const show = ({ site: { place }, type }: Job): void => {
    const sum = (i: 0 | 1) => [...counts.values()].reduce((total, count) => total + count[i], 0);
    const where = `${place.account} ${place.region} ${type.name}`;
    bar.show(surveys.length, whole, `${sum(0)} looked at, ${sum(1)} open · ${where}`);
  };
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task; task = queue.shift()) {
      const { site, type } = task;
      const around = arounds.get(site) ?? aroundOf(policyOf, site);
      arounds.set(site, around);
      const current = task;
      const survey = await type.survey(site.connection, await around, (seen, open) => {
        counts.set(current, [seen, open]);
        show(current);
      });
      surveys.push(survey);
      show(task);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PLACES_AT_ONCE, whole) }, work));
  bar.end();
  return together(surveys);
};
