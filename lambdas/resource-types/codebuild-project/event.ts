import type { CloudTrailEvent } from '../../core/base/event.ts';
import { own } from '../../core/base/json.ts';
import { sharedHint } from '../../core/base/shared-event.ts';

/** The visibility of a project whose builds anyone may see. */
export const EVERYBODY = 'PUBLIC_READ';

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
export const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/;

const ARN = /^arn:[^:]+:codebuild:[^:]+:\d{12}:project\/([^/]+)$/;

const nameIn = (arn: unknown): string | undefined =>
  typeof arn === 'string' ? ARN.exec(arn)?.[1] : undefined;

/** What a CloudTrail event of CodeBuild is about, as far as the visibility of projects goes. */
export const hint = sharedHint({
  id: ID,
  what: 'project in projectArn or name',
  tagging: /^$/,
  named: ({ requestParameters }: CloudTrailEvent) => [
    nameIn(own(requestParameters, 'projectArn')),
    own(requestParameters, 'name'),
  ],
  everybody: EVERYBODY,
  opens: ({ name, requestParameters }) =>
    name === 'UpdateProjectVisibility'
      ? own(requestParameters, 'projectVisibility') === EVERYBODY
      : undefined,
});
