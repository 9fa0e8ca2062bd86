import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { parse } from '@aws-sdk/util-arn-parser';
import { awsHttp } from '../lambdas/adapters/aws-http.ts';
import type { Connection, Credentials } from '../lambdas/adapters/connect.ts';
import type { Place } from '../lambdas/core/base/resource-type.ts';
import { UsageError } from './exit.ts';

/** An account and region to look at, and how to get there. */
export interface Site {
  readonly place: Place;
  readonly connection: Connection;
}

export interface Wanted {
  /** Comma-separated account ids. */
  readonly accounts?: string;
  /** Comma-separated regions, or `all`. */
  readonly regions?: string;
  /** A role that each of the accounts has, by name, with its path if it has one. */
  readonly role?: string;
}

const SESSION = 'drawbridge';

const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
];

const accountsOf = ({ accounts = '', role }: Wanted): readonly string[] => {
  const ids = listOf(accounts);
  const wrong = ids.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined)
    throw new UsageError(
      `--accounts ${wrong} is no account id. Write 12 digits, several with commas between.`,
    );
  if (ids.length > 0 && role === undefined)
    throw new UsageError(
      'Say --role NAME as well: a role that each of the --accounts has and that you may assume.',
    );
  if (ids.length === 0 && role !== undefined)
    throw new UsageError('Say --accounts as well: the accounts in which --role is to be assumed.');
  return ids;
};

/** The account of the credentials in force; undefined where there are none, or STS cannot be asked. */
export const accountOf = async (): Promise<string | undefined> => {
  if (process.env['AWS_ACCOUNT_ID']) return process.env['AWS_ACCOUNT_ID'];
  try {
    const { Account } = await new STSClient(awsHttp({ maxAttempts: 1 })).send(new GetCallerIdentityCommand());
    return Account;
  } catch {
    return undefined;
  }
};

/** Credentials of a role in an account; the SDK asks again before they expire. */
const assumed = (sts: STSClient, RoleArn: string) => async (): Promise<Credentials> => {
  const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: SESSION }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken, Expiration } = given ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken && { sessionToken: SessionToken }),
    ...(Expiration && { expiration: Expiration }),
  };
};

/** The regions that an account has switched on. */
const everyRegion = async (connection: Connection): Promise<readonly string[]> => {
  const { Regions = [] } = await new EC2Client(awsHttp(connection)).send(new DescribeRegionsCommand({}));
  return Regions.flatMap(({ RegionName }) => RegionName ?? []).sort();
};

interface Account {
  readonly account: string;
  readonly connection: Connection;
}

const regionsIn = async (
  { regions = '' }: Wanted,
  { connection }: Account,
  home: string,
): Promise<readonly string[]> => {
  if (regions === 'all') return everyRegion({ ...connection, region: home });
  const named = listOf(regions);
  return named.length > 0 ? named : [home];
};

/**
 * The accounts and regions that somebody wants looked at; the caller's own where nothing is said. Throws a UsageError for
 * what cannot be meant, and what STS throws where a role cannot be assumed.
 */
export const sitesOf = async (wanted: Wanted): Promise<readonly Site[]> => {
  const ids = accountsOf(wanted);
  const sts = new STSClient(awsHttp());
  const home = await sts.config.region();
  const { Arn = '', Account = '' } = await sts.send(new GetCallerIdentityCommand());
  const { partition } = parse(Arn);
  const roleArn = (account: string) => `arn:${partition}:iam::${account}:role/${wanted.role ?? ''}`;
  const accounts: Account[] =
    ids.length > 0
      ? ids.map((account) => ({ account, connection: { credentials: assumed(sts, roleArn(account)) } }))
      : [{ account: Account, connection: {} }];
  const sites = accounts.map(async (one) => {
    const regions = await regionsIn(wanted, one, home);
    return regions.map((region) => ({
      place: { partition, account: one.account, region },
      connection: { ...one.connection, region },
    }));
  });
  return (await Promise.all(sites)).flat();
};
