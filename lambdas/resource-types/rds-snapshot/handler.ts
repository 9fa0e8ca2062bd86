import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { rdsSnapshot } from './type.ts';

export const handler = fixerHandler(rdsSnapshot, connect);
