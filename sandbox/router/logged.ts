import type { Call } from './call.ts';

/** The management calls that are written into the trail, of services whose other calls are data events or nobody's concern. */
const CALLS: Readonly<Record<string, RegExp>> = {
  dynamodb: /^((Create|Update|Delete)Table|(Put|Delete)ResourcePolicy|(Unt|T)agResource)$/,
  ecr: /^((Create|Delete)Repository|(Set|Delete)RepositoryPolicy|(Unt|T)agResource)$/,
  elasticfilesystem: /^((Put|Delete)FileSystemPolicy|DeleteFileSystem)$/,
  es: /^((Create|Delete)Domain|UpdateDomainConfig)$/,
  events: /^((Create|Delete)EventBus|(Put|Remove)Permission)$/,
  glue: /^(Put|Delete)ResourcePolicy$/,
  lambda: /^((Add|Remove)(LayerVersion)?Permission|Delete(Function|LayerVersion))\d+(v2)?$/,
  logs: /^(Put|Delete)ResourcePolicy$/,
  secretsmanager: /^((Create|Delete|Restore)Secret|(Put|Delete)ResourcePolicy|(Unt|T)agResource)$/,
  sns: /^((Create|Delete)Topic|SetTopicAttributes|(Add|Remove)Permission|(Unt|T)agResource)$/,
  sqs: /^((Create|Delete)Queue|SetQueueAttributes|(Add|Remove)Permission|(Unt|T)agQueue)$/,
};

/** Is it a call of a service with policies that CloudTrail keeps by its words? */
export const isPolicyCall = ({ service, action }: Pick<Call, 'service' | 'action'>): boolean =>
  Object.hasOwn(CALLS, service) && (CALLS[service]?.test(action) ?? false);
