import type { CloudTrailEvent } from '../../core/base/event.ts';
import { isRecord, list, own } from '../../core/base/json.ts';
import { type StatementPart, statementParts } from '../../core/judge/statement-parts.ts';
import { judge } from './exposure.ts';
import { type BucketPart, grantParts } from './model.ts';

/** More than S3 takes: 100 grants, and as many statements as 20 KB hold. */
const MAX_PARTS = 1000;
const GROUPS = 'http://acs.amazonaws.com/groups/global';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl */
const CANNED: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'public-read': [[`${GROUPS}/AllUsers`, 'READ']],
  'public-read-write': [
    [`${GROUPS}/AllUsers`, 'READ'],
    [`${GROUPS}/AllUsers`, 'WRITE'],
  ],
  'authenticated-read': [[`${GROUPS}/AuthenticatedUsers`, 'READ']],
};

const HEADER = /^x[-_]amz[-_]grant[-_](read|write|read[-_]acp|write[-_]acp|full[-_]control)$/i;
const URI = /uri="?(http[^",\s]{1,200})/gi;

/** Some records hold a part of themselves as JSON text. */
export const unpacked = (value: unknown): unknown => {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

type Grant = readonly [grantee: string, permission: string];

const canned = (request: unknown): readonly Grant[] =>
  [own(request, 'x-amz-acl')]
    .flat()
    .flatMap((name) => (typeof name === 'string' && Object.hasOwn(CANNED, name) ? (CANNED[name] ?? []) : []));

const inBody = (request: unknown): readonly Grant[] =>
  list(own(own(own(request, 'AccessControlPolicy'), 'AccessControlList'), 'Grant')).flatMap((grant) => {
    const uri = own(own(grant, 'Grantee'), 'URI');
    const permission = own(grant, 'Permission');
    return typeof uri === 'string' && typeof permission === 'string' ? [[uri, permission] as const] : [];
  });

/** `x-amz-grant-read: uri="http://…", id="…"`, below `accessControlList` or beside it. */
const inHeaders = (request: unknown): readonly Grant[] =>
  [request, own(request, 'accessControlList'), own(request, 'AccessControlList')]
    .flatMap((holder) => Object.entries(isRecord(holder) ? holder : {}))
    .flatMap(([name, value]): readonly Grant[] => {
      const permission = HEADER.exec(name)?.[1]?.toUpperCase().replaceAll('-', '_');
      const grantees = typeof value === 'string' ? [...value.matchAll(URI)] : [];
      return permission ? grantees.map(([, uri = '']) => [uri, permission] as const) : [];
    });

const statementsShown = (request: unknown): readonly StatementPart[] => {
  const document = unpacked(own(request, 'bucketPolicy'));
  return isRecord(document) ? statementParts(document) : [];
};

/**
 * The grants and statements that an event says are there now, as far as they could let anyone in: nobody need wait for
 * the others to show up.
 */
export const partsShown = ({ requestParameters }: CloudTrailEvent): readonly BucketPart[] => {
  const request = unpacked(requestParameters);
  const shown = {
    grants: grantParts([...canned(request), ...inBody(request), ...inHeaders(request)]).slice(0, MAX_PARTS),
    statements: statementsShown(request).slice(0, MAX_PARTS),
  };
  return [...shown.grants, ...shown.statements].filter((part) => judge(shown, part).access.length > 0);
};
