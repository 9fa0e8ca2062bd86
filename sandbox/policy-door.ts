import type { Config } from './door-sets.ts';

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
  put(document: object): Promise<unknown>;
  /** The policy as it is; undefined where there is none. */
  get(): Promise<unknown>;
  tag(key: string, value: string): Promise<unknown>;
  delete(): Promise<unknown>;
}

/** Makes one, with this name where names are chosen. */
export type MakePolicyDoor = (config: Config, name: string) => Promise<PolicyDoor>;

const PARTNER = '111122223333';

/** A statement for one account, as its owner wants it. */
export const partner = ({ action, arn }: Pick<PolicyDoor, 'action' | 'arn'>) => ({
  Sid: 'partner',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${PARTNER}:root` },
  Action: action,
  Resource: arn,
});

/** A statement for everybody. */
export const everybody = ({ action, arn }: Pick<PolicyDoor, 'action' | 'arn'>) => ({
  Sid: 'everybody',
  Effect: 'Allow',
  Principal: '*',
  Action: action,
  Resource: arn,
});

export const policyOf = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });

export const parsed = (text: string | undefined): unknown =>
  text ? (JSON.parse(text) as unknown) : undefined;
