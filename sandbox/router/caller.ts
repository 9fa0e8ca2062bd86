import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parse } from '@aws-sdk/util-arn-parser';
import { at, own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import type { Answer } from './http.ts';
import { parseXml } from './xml.ts';

interface Session {
  /** ARN of the assumed role, path included. */
  readonly role: string;
  readonly session: string;
  readonly account: string;
}

/** Who signed a call. */
export interface Caller {
  readonly account: string;
  /** The role's ARN for assumed credentials, else the user's. */
  readonly arn: string;
  /** CloudTrail's `userIdentity`. */
  readonly userIdentity: Readonly<Record<string, unknown>>;
}

/** Partition of a region, as it stands in ARNs. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
};

/** An id such as `AROA…`, the same for the same owner. */
const uniqueId = (prefix: string, owner: string): string =>
  prefix + createHash('sha256').update(owner).digest('hex').slice(0, 17).toUpperCase();

const userOf = (account: string, accessKeyId: string, region: string): Caller => {
  const arn = `arn:${partitionOf(region)}:iam::${account}:user/sandbox`;
  return {
    account,
    arn,
    userIdentity: {
      type: 'IAMUser',
      principalId: uniqueId('AIDA', arn),
      arn,
      accountId: account,
      accessKeyId,
      userName: 'sandbox',
    },
  };
};

const assumed = ({ role, session, account }: Session, accessKeyId: string, since: string): Caller => {
  const { partition } = parse(role);
  const userName = role.split('/').at(-1) ?? role;
  const principalId = uniqueId('AROA', role);
  return {
    account,
    arn: role,
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${principalId}:${session}`,
      arn: `arn:${partition}:sts::${account}:assumed-role/${userName}/${session}`,
      accountId: account,
      accessKeyId,
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId, arn: role, accountId: account, userName },
        attributes: { creationDate: since, mfaAuthenticated: 'false' },
      },
    },
  };
};

/** The launcher of MiniStack puts the role of a function into the session token of its credentials. */
const sessionOf = (token: unknown): Session | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(String(token), 'base64url').toString());
    const [role, session, account] = ['role', 'session', 'account'].map((key) => own(value, key));
    if (typeof role === 'string' && typeof session === 'string' && typeof account === 'string')
      return { role, session, account };
  } catch {
    // Any other token.
  }
  return undefined;
};

const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

export interface Callers {
  of(headers: IncomingHttpHeaders, accessKey: string, region: string): Caller;
  /** Remembers whose credentials an answer of AssumeRole hands out. */
  learn(call: Call, answer: Answer): void;
}

/**
 * Tells callers apart by their credentials: a function by its session token, an assumed role by the AssumeRole that the
 * router saw, a twelve-digit access key as a user of that account, and everybody else as a user of the default account.
 */
export const createCallers = (defaultAccount: string): Callers => {
  const assumedRoles = new Map<string, Caller>();
  const since = now();
  return {
    of(headers, accessKey, region) {
      const known = assumedRoles.get(accessKey);
      if (known) return known;
      const session = sessionOf(headers['x-amz-security-token']);
      if (session) return assumed(session, accessKey, since);
      return userOf(/^\d{12}$/.test(accessKey) ? accessKey : defaultAccount, accessKey, region);
    },
    learn(call, { status, body }) {
      if (call.service !== 'sts' || call.action !== 'AssumeRole' || status !== 200) return;
      const key = at(parseXml(body), 'AssumeRoleResponse.AssumeRoleResult.Credentials.AccessKeyId');
      const role = call.params.get('RoleArn') ?? '';
      const session = {
        role,
        session: call.params.get('RoleSessionName') ?? '',
        account: parse(role).accountId,
      };
      if (typeof key === 'string') assumedRoles.set(key, assumed(session, key, now()));
    },
  };
};
