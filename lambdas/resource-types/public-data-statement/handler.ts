import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { publicDataStatement } from './type.ts';

export const handler = fixerHandler(publicDataStatement, connect);
