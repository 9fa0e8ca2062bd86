import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { securityGroup } from './type.ts';

export const handler = fixerHandler(securityGroup, connect);
