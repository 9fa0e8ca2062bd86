import { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connection } from '../../adapters/connect.ts';
import { sharedUndo } from '../../adapters/shared-attribute.ts';
import type { Subject } from '../../core/ledger/undo.ts';
import { callsOf } from './calls.ts';

export const undo = (subject: Subject, connection: Connection = {}) =>
  sharedUndo(
    subject,
    callsOf(new CodeBuildClient(awsHttp(connection))),
    'codebuild:UpdateProjectVisibility on the project, and iam:PassRole where it has a role for public builds',
  );
