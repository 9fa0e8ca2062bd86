import {
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  ListRoleTagsCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { tagsOf } from '../../adapters/answers.ts';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connection } from '../../adapters/connect.ts';
import type { Doors } from '../../adapters/doors.ts';
import { Permanent } from '../../core/base/errors.ts';
import type { DoorCalls, Target } from '../../core/statements/door.ts';
import { IAM_ROLE } from './door.ts';
import { ERRORS } from './errors.ts';

/** Calls take the name without its path. */
const subject = ({ name }: Pick<Target, 'name'>) => ({ RoleName: name.slice(name.lastIndexOf('/') + 1) });

/** `arn:aws:iam::111122223333:role/service-role/deployer` */
const nameIn = (arn: string | undefined): string | undefined =>
  arn?.slice(arn.indexOf(':role/') + ':role/'.length);

/** IAM's answers are URL-encoded: RFC 3986. */
const decoded = (text: string | undefined): string | undefined =>
  text?.startsWith('%') ? decodeURIComponent(text) : text;

/** Where a partition's IAM sends its events, and where roles are gone through, once for all regions. */
const HOME = /^(us-east-1|cn-north-1|us-gov-west-1)$/;

/** What AWS makes for its services cannot be changed. */
const LINKED = 'aws-service-role/';

const iamRole = (connection: Connection): DoorCalls => {
  const iam = new IAMClient(awsHttp(connection));
  return {
    read: async (target) => {
      const { Role } = await iam.send(new GetRoleCommand(subject(target)));
      return { text: decoded(Role?.AssumeRolePolicyDocument) };
    },
    write: (target, PolicyDocument) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ ...subject(target), PolicyDocument })),
    remove: async ({ arn }) => {
      throw new Permanent(`${arn} cannot trust nobody.`);
    },
    list: async (Marker) => {
      if (!HOME.test(await iam.config.region())) return { names: [] };
      const page = await iam.send(new ListRolesCommand({ Marker, MaxItems: 1000 }));
      const names = (page.Roles ?? []).flatMap(({ Arn }) => nameIn(Arn) ?? []);
      return { names: names.filter((name) => !name.startsWith(LINKED)), next: page.Marker };
    },
    tags: async (target) => tagsOf((await iam.send(new ListRoleTagsCommand(subject(target)))).Tags),
    find: async (name) => nameIn((await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn),
  };
};

export const BEHIND: Doors = { doors: [IAM_ROLE], calls: { 'iam-role': iamRole }, errors: ERRORS };
