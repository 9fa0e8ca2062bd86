import { EC2Client } from '@aws-sdk/client-ec2';
import { RDSClient } from '@aws-sdk/client-rds';
import { type CloudTrailEvent, parse } from '../../lambdas/core/base/event.ts';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import type { Lister, Reader } from '../../lambdas/core/base/ports.ts';
import type { Kind, Place, Template } from '../../lambdas/core/base/resource-type.ts';
import type { Remediator } from '../../lambdas/core/remediate/remediator.ts';
import { createLister as listSnapshots } from '../../lambdas/resource-types/rds-snapshot/lister.ts';
import { createReader as readSnapshots } from '../../lambdas/resource-types/rds-snapshot/reader.ts';
import { TEMPLATES as SNAPSHOT_TEMPLATES } from '../../lambdas/resource-types/rds-snapshot/templates.ts';
import { rdsSnapshot } from '../../lambdas/resource-types/rds-snapshot/type.ts';
import { accountClient, bucketClient } from '../../lambdas/resource-types/s3-bucket/clients.ts';
import { createLister as listBuckets } from '../../lambdas/resource-types/s3-bucket/lister.ts';
import { createReader as readBuckets } from '../../lambdas/resource-types/s3-bucket/reader.ts';
import { TEMPLATES as BUCKET_TEMPLATES } from '../../lambdas/resource-types/s3-bucket/templates.ts';
import { s3Bucket } from '../../lambdas/resource-types/s3-bucket/type.ts';
import { createLister as listGroups } from '../../lambdas/resource-types/security-group/lister.ts';
import { createReader as readGroups } from '../../lambdas/resource-types/security-group/reader.ts';
import { templatesOf } from '../../lambdas/resource-types/security-group/templates.ts';
import { securityGroup } from '../../lambdas/resource-types/security-group/type.ts';
import type { Connection } from '../places.ts';
import {
  examine,
  type OpenResource,
  type Progress,
  type Survey,
  type Surveyor,
  trySurvey,
} from './survey.ts';

/** Where and by what rules resources are judged. */
export type Around = Pick<
  Remediator<never, never>,
  'policy' | 'place' | 'ledger' | 'exceptions' | 'clock' | 'version'
>;

/** What a recorded event is about. */
export type About =
  | { readonly ids: readonly string[]; readonly event: CloudTrailEvent }
  | { readonly ignored: string }
  | { readonly refused: string };

/** A resource type as the command line sees it. */
export interface ResourceType {
  readonly name: string;
  readonly eventSources: readonly string[];
  survey(connection: Connection, around: Around, progress?: Progress): Promise<Survey>;
  /** Why the fixer would not look at an EventBridge envelope, if so. */
  ignores(envelope: unknown, place: Place): string | undefined;
  /** Which resources an EventBridge envelope is about, as its fixer would find out. */
  about(envelope: unknown, connection: Connection, around: Around): Promise<About>;
  examine(id: string, connection: Connection, around: Around): Promise<OpenResource | undefined>;
}

interface Parts<Model, Part> {
  readonly kind: Kind<Model, Part>;
  readonly templates: (policy: Policy) => readonly Template<Model, Part>[];
  readonly connect: (
    connection: Connection,
    place: Place,
    templates: readonly Template<Model, Part>[],
  ) => { readonly reader: Reader<Model>; readonly lister: Lister<Model> };
}

const NO_FIXER = {
  fix: async (): Promise<never> => {
    throw new Error('Looking changes nothing.');
  },
};

const resourceType = <Model, Part>({ kind, templates, connect }: Parts<Model, Part>): ResourceType => {
  const surveyor = (connection: Connection, around: Around): Surveyor<Model, Part> => {
    const all = templates(around.policy);
    return { ...around, kind, templates: all, fixer: NO_FIXER, ...connect(connection, around.place, all) };
  };
  return {
    name: kind.name,
    eventSources: kind.eventSources,
    survey: (connection, around, progress) => trySurvey(surveyor(connection, around), progress),
    examine: (id, connection, around) => examine(surveyor(connection, around), id),
    ignores: (envelope, place) => {
      const parsed = parse(envelope, { ...place, ...kind });
      return parsed.outcome === 'ignored' ? parsed.reason : undefined;
    },
    about: async (envelope, connection, around) => {
      const parsed = parse(envelope, { ...around.place, ...kind });
      if (parsed.outcome === 'ignored') return { ignored: parsed.reason };
      if (parsed.outcome === 'refused') return { refused: parsed.reason };
      const hint = kind.hint(parsed.event);
      if ('refused' in hint) return hint;
      const { reader } = surveyor(connection, around);
      const found = await Promise.all(hint.lookUps.map((lookUp) => reader.resolve(lookUp)));
      return { ids: [...new Set([...hint.ids, ...found.flat()])], event: parsed.event };
    },
  };
};

export const RESOURCE_TYPES: readonly ResourceType[] = [
  resourceType({
    kind: securityGroup,
    templates: templatesOf,
    connect: (connection, place, templates) => {
      const ec2 = new EC2Client(connection);
      return { reader: readGroups(ec2, place, templates), lister: listGroups(ec2, place, templates) };
    },
  }),
  resourceType({
    kind: s3Bucket,
    templates: () => BUCKET_TEMPLATES,
    connect: (connection, place) => {
      const s3 = bucketClient(connection);
      return {
        reader: readBuckets(s3, accountClient(place, connection), place),
        lister: listBuckets(s3, place),
      };
    },
  }),
  resourceType({
    kind: rdsSnapshot,
    templates: () => SNAPSHOT_TEMPLATES,
    connect: (connection, place) => {
      const rds = new RDSClient(connection);
      return { reader: readSnapshots(rds, place), lister: listSnapshots(rds) };
    },
  }),
];
