import { list, own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import { type Answer, json } from './http.ts';

/** The visibility of CodeBuild projects, which no emulator keeps; all else of a project is moto's. */
export interface Visibilities {
  isOurs(call: Call): boolean;
  answer(call: Call): Answer;
  /** The projects of an answer with their visibility. */
  after(call: Call, answer: Answer): Answer;
}

const parsed = (body: Buffer): unknown => JSON.parse(body.toString());

export const createVisibilities = (): Visibilities => {
  const declared = new Map<unknown, unknown>();
  return {
    isOurs: ({ service, action }) => service === 'codebuild' && action === 'UpdateProjectVisibility',
    answer: ({ request }) => {
      const body = parsed(request.body);
      const [projectArn, projectVisibility] = [own(body, 'projectArn'), own(body, 'projectVisibility')];
      declared.set(projectArn, projectVisibility);
      return json(200, { projectArn, projectVisibility });
    },
    after: ({ service, action }, answer) => {
      if (service !== 'codebuild' || action !== 'BatchGetProjects' || answer.status !== 200) return answer;
      const body = parsed(answer.body);
      const projects = list(own(body, 'projects')).map((project) => ({
        ...(project as object),
        projectVisibility: declared.get(own(project, 'arn')) ?? 'PRIVATE',
      }));
      return json(200, { ...(body as object), projects });
    },
  };
};
