import { EC2Client } from '@aws-sdk/client-ec2';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connection } from '../../adapters/connect.ts';
import { sharedUndo } from '../../adapters/shared-attribute.ts';
import type { Subject } from '../../core/ledger/undo.ts';
import { callsOf } from './calls.ts';

export const undo = (subject: Subject, connection: Connection = {}) =>
  sharedUndo(
    subject,
    callsOf(new EC2Client(awsHttp(connection))),
    'ec2:ModifyVpcEndpointServicePermissions on the endpoint service',
  );
