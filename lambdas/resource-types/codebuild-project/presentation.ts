import { inUrl, type Presentation } from '../../core/base/presentation.ts';
import { sharedLayout } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';

export const presentation: Presentation = {
  forms: [
    {
      noun: 'a CodeBuild project',
      asffType: 'AwsCodeBuildProject',
      fits: (name) => ID.test(name),
      id: (name) => name,
    },
  ],
  layout: sharedLayout(EVERYBODY, 'Anyone on the Internet'),
  console: (id, { region }) => `/codesuite/codebuild/projects/${inUrl(id)}/history?region=${region}`,
};
