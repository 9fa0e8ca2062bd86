import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { publicStatement } from './type.ts';

export const handler = fixerHandler(publicStatement, connect);
