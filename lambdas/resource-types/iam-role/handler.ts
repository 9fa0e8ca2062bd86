import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { iamRole } from './type.ts';

export const handler = fixerHandler(iamRole, connect);
