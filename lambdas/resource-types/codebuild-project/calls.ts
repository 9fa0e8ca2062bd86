import {
  BatchGetProjectsCommand,
  type CodeBuildClient,
  ListProjectsCommand,
  type Project,
  UpdateProjectVisibilityCommand,
} from '@aws-sdk/client-codebuild';
import type { SharedCalls } from '../../adapters/shared-attribute.ts';
import { classify as classifyAny } from '../../core/base/errors.ts';
import type { Lister } from '../../core/base/ports.ts';
import type { Shared } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';
import { ERRORS } from './type.ts';

const projectsOf = async (codebuild: CodeBuildClient, names: string[]): Promise<readonly Project[]> =>
  (await codebuild.send(new BatchGetProjectsCommand({ names }))).projects ?? [];

/** A project that never was public has no visibility of its own. */
const sharedOf = (id: string, { projectVisibility }: Project): Shared => ({
  id,
  values: projectVisibility === EVERYBODY ? [{ value: EVERYBODY }] : [],
});

/** CodeBuild's calls about the visibility of projects. */
export const callsOf = (codebuild: CodeBuildClient): SharedCalls => {
  const projectOf = async (id: string): Promise<Project | undefined> =>
    (await projectsOf(codebuild, [id]))[0];
  return {
    noun: 'project name',
    id: ID,
    classify: (error) => classifyAny(error, ERRORS),
    read: async (id) => {
      const project = await projectOf(id);
      return project && sharedOf(id, project);
    },
    // The role that public builds are read with stays, whatever the visibility.
    change: async (id, operation) => {
      const { arn: projectArn, resourceAccessRole } = (await projectOf(id)) ?? {};
      return codebuild.send(
        new UpdateProjectVisibilityCommand({
          projectArn,
          projectVisibility: operation === 'add' ? EVERYBODY : 'PRIVATE',
          ...(operation === 'add' && resourceAccessRole && { resourceAccessRole }),
        }),
      );
    },
    tags: async (id) =>
      Object.fromEntries(((await projectOf(id))?.tags ?? []).map(({ key = '', value = '' }) => [key, value])),
  };
};

/** Lists the projects of the account a hundred at a time, and asks for what the list does not tell by one more call. */
export const createLister = (codebuild: CodeBuildClient): Lister<Shared> => ({
  list: async (token) => {
    const { projects: names = [], nextToken } = await codebuild.send(
      new ListProjectsCommand(token === undefined ? {} : { nextToken: token }),
    );
    const found = names.length > 0 ? await projectsOf(codebuild, names) : [];
    const resources = found.flatMap(({ name: id, ...project }) =>
      id === undefined
        ? []
        : [sharedOf(id, project)].map((model) => (model.values.length > 0 ? { id } : { id, model })),
    );
    return { resources, ...(nextToken && { next: nextToken }) };
  },
});
