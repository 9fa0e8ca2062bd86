import type { ErrorCodes } from '../../core/base/resource-type.ts';
import { sharedType } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, hint } from './event.ts';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProjectVisibility.html#API_UpdateProjectVisibility_Errors */
export const ERRORS: ErrorCodes = { gone: ['ResourceNotFoundException'], permanent: [] };

const PROJECTS = 'arn:${AWS::Partition}:codebuild:${AWS::Region}:${AWS::AccountId}:project/*';

/** Projects of CodeBuild, judged by who may see their builds: https://docs.aws.amazon.com/codebuild/latest/userguide/public-builds.html */
export const codebuildProject = sharedType({
  name: 'codebuild-project',
  noun: 'CodeBuild project',
  asffType: 'AwsCodeBuildProject',
  errors: ERRORS,
  pace: { looksPerSecond: 5, fixesPerSecond: 2, atOnce: 3 },
  attribute: 'projectVisibility',
  everybody: EVERYBODY,
  template: {
    id: 'codebuild-project-with-public-visibility',
    title: 'CodeBuild Project with Public Visibility',
    why: 'Anyone on the Internet can read the logs and take the artifacts of a public project, with whatever secrets they hold.',
    severity: 'HIGH',
    controls: [],
    defaultMode: 'notify',
  },
  sources: ['aws.codebuild'],
  eventSources: ['codebuild.amazonaws.com'],
  calls: {
    UpdateProjectVisibility: { wakes: 'both' },
    // Its tags are set by the same call.
    UpdateProject: { wakes: 'both' },
    DeleteProject: { wakes: 'closes', deletes: true },
  },
  read: [
    // CodeBuild takes no resource for ListProjects.
    { actions: ['codebuild:ListProjects'], resources: ['*'] },
    { actions: ['codebuild:BatchGetProjects'], resources: [PROJECTS] },
  ],
  fix: [{ actions: ['codebuild:UpdateProjectVisibility'], resources: [PROJECTS] }],
  hint,
  arn: (id, { partition, region, account }) =>
    `arn:${partition}:codebuild:${region}:${account}:project/${id}`,
});
