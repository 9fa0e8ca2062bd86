import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { s3Bucket } from './type.ts';

export const handler = fixerHandler(s3Bucket, connect);
