import type { Config } from './door-sets.ts';

export type Statement = Readonly<Record<string, unknown>>;

/** A resource with a policy of its own, made for the demonstration or a test. */
export interface PolicyDoor {
  readonly template: string;
  /** The resource, as its finding names it. */
  readonly resource: string;
  readonly arn: string;
  /** What its policy allows, e.g. `sqs:SendMessage`. */
  readonly action: string;
  /** The service as its calls are signed, and the call that closes it. */
  readonly service: string;
  readonly fixing: string;
  /** The account has this one only. */
  readonly isOne?: true;
  /** What the service makes of a statement, where it is not taken as it is. */
  shape?(statement: Statement): Statement;
  put(document: { readonly Statement: readonly Statement[] }): Promise<unknown>;
  /** The policy as it is; undefined where there is none. */
  get(): Promise<unknown>;
  delete(): Promise<unknown>;
}

/** Makes one, with this name where names are chosen. */
export type MakePolicyDoor = (config: Config, name: string) => Promise<PolicyDoor>;

const PARTNER = '111122223333';

const statement = ({ action, arn, shape }: PolicyDoor, Sid: string, Principal: unknown): Statement => {
  const whole = { Sid, Effect: 'Allow', Principal, Action: action, Resource: arn };
  return shape?.(whole) ?? whole;
};

/** A statement for one account, as its owner wants it. */
export const partner = (door: PolicyDoor): Statement =>
  statement(door, 'partner', { AWS: `arn:aws:iam::${PARTNER}:root` });

/** A statement for everybody. */
export const everybody = (door: PolicyDoor): Statement => statement(door, 'everybody', '*');

/** What a service answers; undefined where it says that there is none. */
export const ifThere = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (/NotFound/.test(String(error))) return undefined;
    throw error;
  }
};

export const policyOf = (...Statement: readonly Statement[]) => ({ Version: '2012-10-17', Statement });

export const parsed = (text: string | undefined): unknown =>
  text ? (JSON.parse(text) as unknown) : undefined;
