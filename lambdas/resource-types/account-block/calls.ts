import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EMRClient } from '@aws-sdk/client-emr';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { SharedCalls } from '../../adapters/shared-attribute.ts';
import { classify as classifyAny } from '../../core/base/errors.ts';
import { own } from '../../core/base/json.ts';
import type { Shared } from '../../core/base/shared-attribute.ts';
import { imageBlock, snapshotBlock } from './ec2.ts';
import { emrBlock } from './emr.ts';
import { AMI, EBS, EMR, ID, type IDS, OFF, S3, SSM } from './model.ts';
import { s3Block } from './s3.ts';
import { ssmBlock } from './ssm.ts';
import { ERRORS } from './type.ts';

/** Whether a block is on. */
export interface State {
  readonly on: boolean;
  /** Why it is not to be switched on from here. */
  readonly managed?: string | undefined;
}

/** One block of the account. */
export interface Block {
  read(): Promise<State>;
  /** Absent where it is only reported. */
  turn?(on: boolean): Promise<unknown>;
  /** What a person should know of one that was put back. */
  readonly note?: string;
}

export interface Clients {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly emr: EMRClient;
  readonly s3: Pick<S3Client, 'send'>;
}

type Id = (typeof IDS)[number];

const blocksOf = ({ ec2, ssm, emr, s3 }: Clients): Readonly<Record<Id, Block>> => ({
  [EBS]: snapshotBlock(ec2),
  [AMI]: imageBlock(ec2),
  [SSM]: ssmBlock(ssm),
  [EMR]: emrBlock(emr),
  [S3]: s3Block(s3),
});

const NEVER_ON =
  'Nobody has switched it off just now: it may never have been on, and what is public on purpose would have to be looked at first. Switch it on by hand.';
const NO_FIX =
  'Switching it on closes every public bucket of the account at one stroke, those that are meant included. Do it by hand once none is left.';

/** Only what a call has switched off just now is put back. */
const whyNot = (id: Id, block: Block, { managed }: State, shown: readonly unknown[]): string | undefined => {
  if (managed !== undefined) return managed;
  if (!block.turn) return NO_FIX;
  return shown.some((part) => own(part, 'value') === OFF[id].value) ? undefined : NEVER_ON;
};

/** The blocks of one account and region; the values of one that is off say so, those of one that is on are none. */
export const callsOf = (clients: Clients): SharedCalls => {
  const blocks = blocksOf(clients);
  return {
    noun: 'block of the account',
    id: ID,
    classify: (error) => classifyAny(error, ERRORS),
    read: async (name, shown = []): Promise<Shared> => {
      const id = name as Id;
      const state = await blocks[id].read();
      if (state.on) return { id, values: [] };
      const reportOnly = whyNot(id, blocks[id], state, shown);
      return { id, values: [OFF[id]], ...(reportOnly !== undefined && { reportOnly }) };
    },
    change: async (id, operation) => blocks[id as Id].turn?.(operation === 'remove'),
    tags: async () => ({}),
    note: (id) => blocks[id as Id].note,
  };
};
