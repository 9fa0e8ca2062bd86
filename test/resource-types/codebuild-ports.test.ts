import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { expect, test } from 'vitest';
import { sharedFixer, sharedReader } from '../../lambdas/adapters/shared-attribute.ts';
import { callsOf, createLister } from '../../lambdas/resource-types/codebuild-project/calls.ts';

const ARN = 'arn:aws:codebuild:us-east-1:111122223333:project/web';
const ROLE = 'arn:aws:iam::111122223333:role/public-builds';
const PUBLIC = { value: 'PUBLIC_READ' };

/** A client whose answers are given in advance, in the shapes of CodeBuild's reference. */
const stub = (...answers: readonly object[]) => {
  const sent: { readonly action: string; readonly body: unknown }[] = [];
  const waiting = [...answers];
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle: async ({
      headers,
      body,
    }: {
      readonly headers: Record<string, string>;
      readonly body?: unknown;
    }) => {
      const action = headers['x-amz-target']?.split('.')[1] ?? '';
      sent.push({ action, body: JSON.parse(String(body)) });
      const answer = waiting.shift();
      if (!answer) throw new Error(`No answer is left for ${action}`);
      return {
        response: {
          statusCode: 200,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: new TextEncoder().encode(JSON.stringify(answer)),
        },
      };
    },
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new CodeBuildClient({ region: 'us-east-1', credentials, requestHandler });
  return { client, sent };
};

const projects = (...list: readonly object[]) => ({ projects: list, projectsNotFound: [] });

test('a project is public where its visibility says so, and one without visibility is not', async () => {
  const read = async (project: object) => sharedReader(callsOf(stub(projects(project)).client)).read('web');
  expect(await read({ name: 'web', arn: ARN, projectVisibility: 'PUBLIC_READ' })).toEqual({
    id: 'web',
    values: [PUBLIC],
  });
  expect(await read({ name: 'web', arn: ARN, projectVisibility: 'PRIVATE' })).toEqual({
    id: 'web',
    values: [],
  });
  expect(await read({ name: 'web', arn: ARN })).toEqual({ id: 'web', values: [] });
});

test('one that CodeBuild does not find is gone', async () => {
  const { client } = stub({ projects: [], projectsNotFound: ['web'] });
  expect(await sharedReader(callsOf(client)).read('web')).toBeUndefined();
});

test('the fix makes it private by its ARN; putting it back names the role that it has', async () => {
  const there = projects({
    name: 'web',
    arn: ARN,
    projectVisibility: 'PUBLIC_READ',
    resourceAccessRole: ROLE,
  });
  const closed = projects({ name: 'web', arn: ARN, projectVisibility: 'PRIVATE', resourceAccessRole: ROLE });
  const { client, sent } = stub(there, { projectArn: ARN, projectVisibility: 'PRIVATE' }, closed);
  const fixed = await sharedFixer(callsOf(client)).fix({ id: 'web', values: [PUBLIC] }, [PUBLIC]);
  expect(fixed).toEqual({ gone: [PUBLIC], removed: [PUBLIC], left: [] });
  expect(sent[1]).toEqual({
    action: 'UpdateProjectVisibility',
    body: { projectArn: ARN, projectVisibility: 'PRIVATE' },
  });

  const back = stub(closed, { projectArn: ARN, projectVisibility: 'PUBLIC_READ' });
  await callsOf(back.client).change('web', 'add', ['PUBLIC_READ']);
  expect(back.sent[1]?.body).toEqual({
    projectArn: ARN,
    projectVisibility: 'PUBLIC_READ',
    resourceAccessRole: ROLE,
  });
});

test('a page of the list is told by two calls, and leaves in doubt only what is public', async () => {
  const { client, sent } = stub(
    { projects: ['web', 'api'], nextToken: 'more' },
    projects(
      { name: 'web', projectVisibility: 'PUBLIC_READ' },
      { name: 'api', projectVisibility: 'PRIVATE' },
    ),
  );
  expect(await createLister(client).list()).toEqual({
    resources: [{ id: 'web' }, { id: 'api', model: { id: 'api', values: [] } }],
    next: 'more',
  });
  expect(sent.map(({ action }) => action)).toEqual(['ListProjects', 'BatchGetProjects']);
});
