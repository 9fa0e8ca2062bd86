import { EC2Client } from '@aws-sdk/client-ec2';
import { EMRClient } from '@aws-sdk/client-emr';
import { SSMClient } from '@aws-sdk/client-ssm';
import { accountClient } from '../../adapters/account-client.ts';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connect, Connection } from '../../adapters/connect.ts';
import { sharedFixer, sharedReader } from '../../adapters/shared-attribute.ts';
import type { Place } from '../../core/base/resource-type.ts';
import type { Shared, Value } from '../../core/base/shared-attribute.ts';
import { callsOf } from './calls.ts';
import { IDS } from './model.ts';

/** The blocks of one account. */
export const connected = (connection: Connection) => {
  const [ec2, ssm, emr] = [
    new EC2Client(awsHttp(connection)),
    new SSMClient(awsHttp(connection)),
    new EMRClient(awsHttp(connection)),
  ];
  return (place: Pick<Place, 'account'>) => callsOf({ ec2, ssm, emr, s3: accountClient(place, connection) });
};

export const connect: Connect<Shared, Value> = (connection) => {
  const at = connected(connection);
  return (place) => {
    const calls = at(place);
    return {
      reader: sharedReader(calls),
      fixer: sharedFixer(calls),
      lister: { list: async () => ({ resources: IDS.map((id) => ({ id })) }) },
    };
  };
};
